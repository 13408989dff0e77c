import Foundation
import LNQRandom
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQData
@testable import LNQStudies

/// What is derived does not outlive its source: every file of a run is checked, and so is what it was made from.
@Suite("Checksums of a run")
struct DerivedFileTests {
  /// A run that was quantized, with Verilog.
  private static func withRun(_ body: (RunDirectory, String) throws -> Void) throws {
    try SmallRun.withCopy { folder in
      #expect(lnq("emit-verilog", "--project-dir", folder).status == .done)
      try body(try RunDirectory.newest(of: "jsc-tiny", in: folder), folder)
    }
  }

  /// Puts another network into the place of the run's best one, as going on with its training does.
  private static func trainFurther(_ run: RunDirectory, in folder: String) throws {
    let other = lnq(
      "train", "jsc-tiny", "--rows", "3000", "--max-epochs", "1", "--learning-rate", "1e-2", "--seed", "2",
      "--project-dir", folder, "--project", "other")
    #expect(other.status == .done)
    let best = try RunDirectory(path: folder + "/other").bytes(of: .best)
    try RunWriter(run, listWith: .best).write([(.best, best)])
  }

  private static func flip(_ bit: Int, of path: String) throws {
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data[bit / 8 % data.count] ^= 1 << UInt8(bit % 8)
    try data.write(to: URL(fileURLWithPath: path))
  }

  @Test("tables of an older checkpoint are made again with their options, and with them what follows")
  func staleTables() throws {
    try Self.withRun { run, folder in
      #expect(lnq("quantize", run.path, "--input-bits", "4", "--dont-care", "1").status == .done)
      try write("evidence", to: run.rtlPath + "/old.v")
      try Self.trainFurther(run, in: folder)
      let emitted = lnq("emit-verilog", run.path)
      #expect(emitted.status == .done)
      #expect(
        emitted.err
          == "the tables of \(run.name) were made from another checkpoint: quantizing it again with their options\n")
      let report = try object(try read(run.quantizationPath))
      #expect((report["options"] as? [String: Int]) == ["inputBits": 4])
      #expect((report["dontCares"] as? [String: Any])?["limit"] as? Int == 1)
      let tested = try value("accuracy", in: lnq("test", run.path, "--json").out, as: Double.self)
      #expect(report["floatAccuracy"] as? Double == tested)
      #expect(!FileManager.default.fileExists(atPath: run.rtlPath + "/old.v"))
      #expect(lnq("emit-verilog", run.path).err == "")
    }
  }

  @Test("a run and its rows can be moved together, or the run alone; rows that are gone are named with what to do")
  func movedRows() throws {
    try withTemporaryFolder { folder in
      let root = folder + "/root"
      let rows = (0..<60).map { "\(Double($0 % 7) / 4),\(Double($0 % 5) / 4),\($0 % 3 == 0 ? "a" : "b")\n" }
      try write("Linear(2, 2)\n", to: root + "/net.model")
      try write("x,z,class\n" + rows.joined(), to: root + "/rows.csv")
      let trained = lnq(
        "train", root + "/net.model", root + "/rows.csv", "--max-epochs", "1", "--project-dir", root + "/runs",
        "--project", "r")
      #expect(trained.status == .done)
      #expect(try read(root + "/runs/r/run.json").contains("\"path\" : \"../../rows.csv\""))
      try FileManager.default.moveItem(atPath: root, toPath: folder + "/other")
      #expect(lnq("quantize", folder + "/other/runs/r").status == .done)
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
      try FileManager.default.moveItem(atPath: folder + "/other/rows.csv", toPath: root + "/rows.csv")
      #expect(lnq("quantize", folder + "/other/runs/r").status == .done)
      try FileManager.default.removeItem(atPath: root)
      let gone = lnq("quantize", folder + "/other/runs/r")
      #expect(gone.status == .badInput)
      #expect(gone.err.hasPrefix("lnq: the rows that \(folder)/other/runs/r was trained on are gone: there is no "))
      #expect(gone.err.contains("other/rows.csv; put the file there again, or a link to it: ln -s THE-FILE "))
    }
  }

  @Test("report and compare leave out what was made from an older checkpoint, and say how to renew it")
  func staleReport() throws {
    try Self.withRun { run, folder in
      #expect(lnq("report", run.path).status == .done)
      #expect(try read(run.path + "/report.md").contains("before and after quantization"))
      try Self.trainFurther(run, in: folder)
      #expect(lnq("report", run.path).status == .done)
      let report = try read(run.path + "/report.md")
      let sentence = "lnq quantize \(run.path)"
      #expect(!report.contains("before and after quantization"))
      #expect(report.contains("was made from another") && report.contains(sentence))
      let compared = lnq("compare", run.path, folder + "/other", "--json").out
      #expect(try value("warning", in: compared, as: String.self)?.contains(sentence) == true)
    }
  }

  @Test("a simulation of other tables is not believed")
  func staleSimulation() throws {
    try Self.withRun { run, _ in
      try RunWriter(run, listWith: .simulation).write(
        [(.simulation, Data("{}".utf8))], madeFrom: [RunFile.tables.path: "00"])
      let error = #expect(throws: RunDirectoryError.self) { try run.decode([String: Int].self, from: .simulation) }
      #expect(
        error?.description
          == "\(run.simulationPath) was made from another \(run.tablesPath) than the one that is there now; "
          + "make it again with: lnq simulate \(run.path)")
    }
  }

  @Test("tables that do not follow from the checkpoint do not agree with themselves", .needsVerilator)
  func foreignTables() throws {
    try Self.withRun { run, _ in
      // Listed as if they were made from this checkpoint.
      var tables = try JSONSerialization.jsonObject(with: run.bytes(of: .tables)) as? [String: Any] ?? [:]
      var list = try #require(tables["tables"] as? [[String: Any]])
      let rows = try #require(list[0]["rows"] as? String)
      let last = try #require(rows.last?.hexDigitValue)
      list[0]["rows"] = rows.dropLast() + String(last ^ 1, radix: 16)
      tables["tables"] = list
      let best = Checksums.Version(try run.bytes(of: .best)).sha256
      let data = try JSONSerialization.data(withJSONObject: tables)
      let report = try run.bytes(of: .quantization)
      try run.replaceHardware([
        (.tables, data, [RunFile.best.path: best]),
        (.quantization, report, [RunFile.tables.path: Checksums.Version(data).sha256]),
      ])
      let simulated = lnq("simulate", run.path, "--random-vectors", "10", "--spelling", "packed", "--pipeline", "1")
      #expect(simulated.status == .failed)
      #expect(simulated.err.contains("tables.json is not what \(run.bestCheckpointPath) gives: "))
      #expect(simulated.err.hasSuffix("make the tables again with: lnq quantize \(run.path)\n"))
    }
  }

  @Test("Verilog that was changed in the run is not passed off as what was simulated", .needsVerilator)
  func changedVerilog() throws {
    try Self.withRun { run, _ in
      try Self.flip(4000, of: run.rtlPath + "/jsc_tiny.v")
      let simulated = lnq("simulate", run.path)
      #expect(simulated.status == .badInput)
      #expect(
        simulated.err == "lnq: \(run.rtlPath) is not what lnq wrote: its SHA-256 is another one than then; "
          + "make it again with: lnq emit-verilog \(run.path)\n")
      #expect(lnq("emit-verilog", run.path).status == .done)
    }
  }

  /// Each file of a run, and the verbs that read it.
  private static let readers: [(file: String, verbs: [[String]])] = [
    ("run.json", [["test"], ["quantize"], ["emit-verilog"], ["report"]]),
    ("checksums.json", [["test"], ["quantize"], ["emit-verilog"], ["report"]]),
    ("software/training_ckpts/best.safetensors", [["test"], ["quantize"], ["emit-verilog"]]),
    ("software/metrics.csv", [["report"]]),
    ("software/steps.csv", [["report"]]),
    ("hardware/tables.json", [["emit-verilog"], ["report"]]),
    ("hardware/quantization.json", [["emit-verilog"], ["report"]]),
    ("hardware/codes.json", [["report"]]),
    ("hardware/checksums.json", [["emit-verilog"], ["report"]]),
  ]

  @Test("of a folder that emit-verilog wrote each changed file is named, and that its tables are others")
  func emittedFolder() throws {
    try Self.withRun { run, folder in
      let rtl = folder + "/rtl"
      #expect(lnq("emit-verilog", run.path, "--output", rtl).status == .done)
      try write("// mine\n", to: rtl + "/own.v")
      let trained = try TrainedRun(ModelArgument(text: run.path), in: folder, observer: RecordingConsole().console())
      let tables = try #require(try TabulatedRun(reading: trained)).sha256
      let emitted = EmittedFolder(path: rtl, module: "jsc_tiny")
      #expect(emitted.remark(tables: tables) == nil)
      #expect(
        emitted.remark(tables: "0") == "lnq emit-verilog wrote it from other tables than those of the run")
      let names = try filePaths(below: rtl).filter { $0 != "own.v" }
      #expect(names.contains("jsc_tiny.checksums.json") && names.contains("jsc_tiny.h"))
      for (index, name) in names.enumerated() {
        for bit in [index, 1_000 + index, 100_003 * index] {
          try Self.flip(bit, of: rtl + "/" + name)
          #expect(emitted.remark(tables: tables) == "not as lnq emit-verilog wrote it: \(name)", "bit \(bit)")
          try Self.flip(bit, of: rtl + "/" + name)
        }
      }
      for name in ["jsc_tiny.v", "jsc_tiny.h"] { try FileManager.default.removeItem(atPath: rtl + "/" + name) }
      #expect(emitted.remark(tables: tables) == "not as lnq emit-verilog wrote them: jsc_tiny.h, jsc_tiny.v")
      // Where nobody knows how it was written, nothing is said.
      try FileManager.default.removeItem(atPath: rtl + "/jsc_tiny.checksums.json")
      #expect(emitted.remark(tables: tables) == nil)
    }
  }

  @Test("a flipped bit of any file is refused by every verb that reads it")
  func flippedBits() throws {
    try Self.withRun { run, folder in
      var random = SplitMix64(seed: 7)
      for (file, verbs) in Self.readers {
        let path = run.path + "/" + file
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for _ in 0..<8 {
          let bit = Int.random(in: 0..<whole.count * 8, using: &random)
          for verb in verbs {
            try whole.write(to: URL(fileURLWithPath: path))
            try Self.flip(bit, of: path)
            let (status, _, err) = lnq(verb + [run.path], environment: ["LNQ_GNUPLOT": "/none"])
            #expect(status != .done, "\(file), bit \(bit), \(verb)")
            #expect(err.hasPrefix("lnq: "), "\(file), bit \(bit), \(verb): \(err)")
          }
        }
        try whole.write(to: URL(fileURLWithPath: path))
      }
      #expect(lnq("report", run.path, environment: ["LNQ_GNUPLOT": "/none"]).status == .done)
      // A checkpoint that another run begins with is read from its run, too.
      try Self.flip(20_000, of: run.lastCheckpointPath)
      let loaded = lnq("train", "jsc-tiny", "--rows", "3000", "--load", run.lastCheckpointPath, "--project-dir", folder)
      #expect(loaded.status == .badInput)
    }
  }

  @Test("the advice of a refusal works")
  func advice() throws {
    try Self.withRun { run, _ in
      try Self.flip(4000, of: run.tablesPath)
      #expect(lnq("emit-verilog", run.path).err.hasSuffix("; make it again with: lnq quantize \(run.path)\n"))
      #expect(lnq("quantize", run.path).status == .done)
      #expect(lnq("emit-verilog", run.path).status == .done)
      // One more digit of a loss is a number, too.
      try write(try read(run.metricsPath).replacing("1,0.01,", with: "1,0.012,"), to: run.metricsPath)
      let refused = lnq("report", run.path).err
      #expect(refused.hasSuffix("or remove \(run.path)/checksums.json to take the files of the run as they are\n"))
      try FileManager.default.removeItem(atPath: run.path + "/checksums.json")
      #expect(lnq("report", run.path).status == .done)
    }
  }

  @Test("options that were changed are not taken for those of the tables that are made again")
  func damagedOptions() throws {
    try Self.withRun { run, folder in
      try Self.trainFurther(run, in: folder)
      try write(
        try read(run.quantizationPath).replacing("\"samples\" : 600", with: "\"samples\" : 601"),
        to: run.quantizationPath)
      #expect(lnq("emit-verilog", run.path).err.contains("quantization.json is not what lnq wrote: its SHA-256"))
    }
  }

  @Test("runs of older versions are read, and it is said that they could not be checked")
  func older() throws {
    try Self.withRun { run, _ in
      for list in ["/checksums.json", "/hardware/checksums.json"] {
        try FileManager.default.removeItem(atPath: run.path + list)
      }
      let sentence =
        "the run \(run.path) has no checksums.json, since an older lnq wrote it: whether its files are whole and belong "
        + "together could not be checked"
      for verb in ["test", "emit-verilog", "quantize"] {
        let (status, _, err) = lnq(verb, run.path)
        #expect(status == .done)
        #expect(err == sentence + "\n")
      }
      #expect(lnq("report", run.path, environment: ["LNQ_GNUPLOT": "/none"]).status == .done)
      #expect(try read(run.path + "/report.md").contains("could not be checked"))
      // What was quantized since then is checked.
      try Self.flip(4000, of: run.tablesPath)
      #expect(lnq("emit-verilog", run.path).status == .badInput)
    }
  }
}
