import Foundation
import LNQEmulator
import LNQTables
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq emulate")
struct EmulateVerbTests {
  /// A `.npy` file of rows.
  private func npy(_ type: String, _ rows: Int, _ columns: Int, _ bytes: [UInt8]) -> Data {
    var head = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    head += String(repeating: " ", count: 63 - (10 + head.utf8.count) % 64) + "\n"
    return Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, UInt8(head.utf8.count), 0] + Array(head.utf8) + bytes)
  }

  private func integers(_ path: String) throws -> [Int32] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return data.dropFirst(10 + Int(data[8])).withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self) }
    }
  }

  @Test("it finds the accuracy that quantize and test say, with every instruction set")
  func accuracy() throws {
    try SmallRun.withCopy { folder in
      let quantized = lnq("quantize", "jsc-tiny", "--project-dir", folder, "--json")
      let wanted = try #require(try value("quantizedAccuracy", in: quantized.out, as: Double.self))
      let tested = lnq("test", "jsc-tiny", "--project-dir", folder, "--json")
      #expect(try value("tablesAccuracy", in: tested.out, as: Double.self) == wanted)
      for instructions in Instructions.available {
        let emulated = lnq(
          "emulate", "jsc-tiny", "--instructions", instructions.rawValue, "--threads", "1", "--project-dir", folder,
          "--json")
        let report = try object(emulated.out)
        #expect(report["accuracy"] as? Double == wanted && report["samples"] as? Int == 600)
        #expect((report["chosen"] as? [Int])?.reduce(0, +) == 600)
        let classes = try #require(report["classes"] as? [[String: Any]])
        let tested = try #require(try object(tested.out)["classes"] as? [[String: Any]])
        #expect(classes.compactMap { $0["rows"] as? Int } == tested.compactMap { $0["rows"] as? Int })
      }
    }
  }

  @Test("codes from a file in pieces, classes and codes into files of all kinds, and the program for liblnq")
  func files() throws {
    try SmallRun.withCopy { folder in
      _ = lnq("quantize", "jsc-tiny", "--project-dir", folder)
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let tables = try JSONDecoder().decode(
        TableNetwork.self, from: Data(contentsOf: URL(fileURLWithPath: run.tablesPath)))
      let rows = [tables.inputs.map(\.format.minimumCode), tables.inputs.map(\.format.maximumCode)]
      let bytes = rows.joined().flatMap { code in withUnsafeBytes(of: Int64(code).littleEndian) { Array($0) } }
      try npy("<i8", 2, 16, bytes).write(to: URL(fileURLWithPath: folder + "/codes.npy"))
      func emulate(_ words: String...) -> (status: Outcome, out: String, err: String) {
        lnq(["emulate", "jsc-tiny", "--project-dir", folder, "--from", folder + "/codes.npy"] + words)
      }
      let outputs = try rows.map { row in
        let signals = try tables.signalCodes(for: row)
        return tables.outputs.map { signals[$0] }
      }
      let classes = outputs.map { TableNetwork.argmax($0) }
      let program = folder + "/p.lnqp"
      #expect(emulate("--output", folder + "/c.npy", "--program", program).status == .done)
      #expect(try integers(folder + "/c.npy") == classes.map { Int32($0) })
      #expect(emulate("--codes", "--output", folder + "/c.npy").err == "")
      #expect(try integers(folder + "/c.npy") == outputs.joined().map { Int32($0) })
      _ = emulate("--output", folder + "/c.csv")
      #expect(try read(folder + "/c.csv") == "class\n" + classes.map { tables.classNames[$0] + "\n" }.joined())
      _ = emulate("--codes", "--output", folder + "/c.csv")
      let lines = outputs.map { $0.map { "\($0)" }.joined(separator: ",") + "\n" }.joined()
      #expect(try read(folder + "/c.csv") == tables.classNames.joined(separator: ",") + "\n" + lines)
      _ = emulate("--codes", "--output", folder + "/c.hex")
      let format = tables.signals[tables.outputs[0]].format
      let digits = try read(folder + "/c.hex").split(separator: "\n")
      #expect(digits.count == 2 && digits.allSatisfy { $0.count == (5 * format.width + 3) / 4 })
      for (line, codes) in zip(digits, outputs) {
        let number = try #require(UInt64(line, radix: 16))
        for (place, code) in codes.enumerated() {
          #expect(
            UInt32(truncatingIfNeeded: number >> UInt64(place * format.width)) & format.mask
              == format.bitPattern(of: code))
        }
      }
      let network = try CompiledNetwork(program: Array(Data(contentsOf: URL(fileURLWithPath: program))))
      #expect(try network.results(of: rows.joined().map { Int32($0) }).classes == classes.map { Int32($0) })
    }
  }

  @Test("features from a file are standardised as those of the training")
  func features() throws {
    try SmallRun.withCopy { folder in
      _ = lnq("quantize", "jsc-tiny", "--project-dir", folder)
      let csv = Script.projectFolder + "/examples/data/jsc-synth-200.csv"
      let run = try TrainedRun(ModelArgument(text: "jsc-tiny"), in: folder, observer: RecordingConsole().console())
      let lines = try read(csv).split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      let columns = run.checkpoint.featureNames.compactMap { lines[0].firstIndex(of: $0) }
      let bytes = lines.dropFirst().flatMap { row in
        columns.flatMap { column in withUnsafeBytes(of: Double(row[column]) ?? .nan) { Array($0) } }
      }
      try npy("<f8", 200, 16, bytes).write(to: URL(fileURLWithPath: folder + "/x.npy"))
      let own = lnq("emulate", "jsc-tiny", csv, "--output", folder + "/a.csv", "--project-dir", folder)
      let streamed = lnq(
        "emulate", "jsc-tiny", "--from", folder + "/x.npy", "--output", folder + "/b.csv", "--project-dir", folder)
      #expect(own.status == .done && streamed.status == .done)
      #expect(try read(folder + "/a.csv") == read(folder + "/b.csv"))
      var wrong = bytes
      wrong.replaceSubrange(8 * 33..<8 * 34, with: withUnsafeBytes(of: Double.nan) { Array($0) })
      try npy("<f8", 200, 16, wrong).write(to: URL(fileURLWithPath: folder + "/x.npy"))
      let refused = lnq(
        "emulate", "jsc-tiny", "--from", folder + "/x.npy", "--output", folder + "/c.csv", "--project-dir", folder)
      #expect(refused.status == .badInput)
      #expect(refused.err == "lnq: row 3, column 2: NaN has no code; look for missing values in the data\n")
      #expect(!FileManager.default.fileExists(atPath: folder + "/c.csv"))
    }
  }

  @Test("files that are no rows of the network are refused, and what does not go together")
  func refusals() throws {
    try SmallRun.withCopy { folder in
      _ = lnq("quantize", "jsc-tiny", "--project-dir", folder)
      func refused(_ data: Data, _ text: String) throws {
        try data.write(to: URL(fileURLWithPath: folder + "/x.npy"))
        let emulated = lnq("emulate", "jsc-tiny", "--from", folder + "/x.npy", "--project-dir", folder)
        #expect(emulated.status == .badInput && emulated.err.contains(text), "\(emulated.err)")
      }
      try refused(
        npy("|i1", 2, 15, [UInt8](repeating: 0, count: 30)), "its rows have 15 numbers: integers are input codes")
      try refused(npy("<f4", 1, 15, [UInt8](repeating: 0, count: 60)), "real numbers are features")
      try refused(npy("|i1", 2, 16, [UInt8](repeating: 0, count: 31)), "truncated or damaged")
      try refused(npy(">i2", 1, 16, [UInt8](repeating: 0, count: 32)), "numpy.ascontiguousarray")
      try refused(Data("a,b\n1,2\n".utf8), "does not begin as a .npy file")
      let codes = [UInt8](repeating: 0, count: 16) + [0, 0, 0, 0, 0, 200] + [UInt8](repeating: 0, count: 10)
      try refused(npy("|u1", 2, 16, codes), "row 2: the code of input 6 is not among -128 to 127")
      let missing = lnq("emulate", "jsc-tiny", "--from", folder + "/none.npy", "--project-dir", folder)
      #expect(missing.status == .badInput)
    }
    for words in [
      ["--codes"], ["--output", "x.txt"], ["--threads", "0"], ["--from", "x.npy", "--rows", "5"],
      ["jsc-tiny", "jsc-synth", "--from", "x.npy"], ["--instructions", "mmx"], ["--rows", "5"],
    ] {
      #expect(lnq(["emulate"] + words).status == .usage, "\(words)")
    }
  }
}
