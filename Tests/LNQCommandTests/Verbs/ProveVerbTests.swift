import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq prove", .serialized)
struct ProveVerbTests {
  /// A project folder with a run of a small network for tables, which `body` may change, and the path of its model.
  private static let project: Result<String, any Error> = Result {
    let folder = try ExternalTools.emptyFolder("prove run").path
    try write(
      """
      BatchNorm1d(16)
      QuantHardTanh(bits=2)
      Linear(16, 8, fan_in=3)
      BatchNorm1d(8)
      QuantReLU(bits=2)
      Linear(8, 5, fan_in=4)
      BatchNorm1d(5)
      QuantHardTanh(bits=3, max=1.33)
      """, to: folder + "/small.model")
    let trained = lnq(
      "train", folder + "/small.model", "--rows", "3000", "--max-epochs", "2", "--learning-rate", "1e-2", "--seed", "1",
      "--project-dir", folder)
    guard trained.status == .done else { throw CommandError.input(trained.err) }
    return folder
  }

  private func withCopy<Value>(_ body: (_ model: String, _ folder: String) throws -> Value) throws -> Value {
    try withTemporaryFolder { folder in
      let copy = folder + "/runs"
      try FileManager.default.copyItem(atPath: Self.project.get(), toPath: copy)
      return try body(copy + "/small.model", copy)
    }
  }

  /// No program of this machine.
  private let nothing = ["PATH": "/nowhere"]

  @Test("proves lnq's own circuit, with registers too, and keeps what it found beside the tables", .needsABC)
  func own() throws {
    try withCopy { model, folder in
      let printed = lnq("prove", model, "--fast", "--project-dir", folder)
      #expect(
        printed.status == .done && printed.out.contains("the mapped circuit is equal to the tables for every input"))
      #expect(printed.out.contains("ABC 1.01: agrees") || printed.out.contains(": agrees"))
      let text = lnq("prove", model, "--fast", "--target", "lut4", "--pipeline", "2", "--project-dir", folder, "--json")
        .out
      let report = try object(text)
      #expect(report["status"] as? String == "proved" && report["target"] as? String == "lut4")
      #expect(try #require(report["latencyCycles"] as? Int) > 0)
      #expect((report["secondOpinion"] as? [String: Any])?["outcome"] as? String == "agreed")
      let parts = try #require(report["parts"] as? [String: Int])
      #expect(parts["all"] == parts["byRows"] && parts["unmatched"] == 0)
      let run = try RunDirectory(path: #require(report["runDirectory"] as? String))
      #expect(try value("status", in: try read(run.path + "/hardware/proof.json"), as: String.self) == "proved")
      #expect((report["tablesSHA256"] as? String)?.count == 64 && (report["circuitSHA256"] as? String)?.count == 64)
      #expect(!FileManager.default.fileExists(atPath: run.proofWorkPath))
      #expect(lnq("report", run.path).status == .done)
      let said = "the mapped circuit is equal to the tables for every input (\(parts["all"] ?? 0) pieces; "
      #expect(try read(run.path + "/report.md").contains(said))
      // What follows from the tables goes with them.
      #expect(lnq("quantize", model, "--project-dir", folder).status == .done)
      #expect(!FileManager.default.fileExists(atPath: run.path + "/hardware/proof.json"))
    }
  }

  @Test("says that ABC was not asked, and which package brings it; rows prove it without")
  func withoutABC() throws {
    try withCopy { model, folder in
      let report = try object(
        lnq("prove", model, "--fast", "--project-dir", folder, "--json", environment: nothing).out)
      #expect(report["status"] as? String == "proved")
      let opinion = try #require(report["secondOpinion"] as? [String: Any])
      #expect(opinion["outcome"] as? String == "notRun")
      #expect((opinion["why"] as? String)?.contains("sudo apt install berkeley-abc") == true)
      let reading = lnq("prove", model, "--rtl", folder, "--project-dir", folder, environment: nothing)
      #expect(reading.status == .toolMissing && reading.err.contains("sudo apt install yosys"))
    }
  }

  @Test("finds each of eight single-bit edits of emitted tables, and names neuron, bit and a sample", .needsProofTools)
  func edits() throws {
    try withCopy { model, folder in
      let rtl = folder + "/rtl"
      #expect(lnq("emit-verilog", model, "--output", rtl, "--project-dir", folder).status == .done)
      #expect(lnq("prove", model, "--rtl", rtl, "--project-dir", folder).status == .done)
      let name = try #require(try filePaths(below: rtl).first { $0.hasSuffix("_layer1.v") })
      let text = try read(rtl + "/" + name)
      let literals = text.matches(of: try Regex(#"64'h([0-9a-f]{16})|128'h([0-9a-f]{32})"#)).map(\.range)
      #expect(literals.count > 1)
      for edit in 0..<8 {
        // Another digit of another constant each time.
        let range = literals[edit % literals.count]
        let place = text.index(range.upperBound, offsetBy: -1 - 2 * edit)
        let digit = String(try #require(text[place].hexDigitValue) ^ 1 << (edit % 4), radix: 16)
        try write(text.replacingCharacters(in: place...place, with: digit), to: rtl + "/" + name)
        // Verilator takes long to build: once is enough.
        let tools = edit == 0 ? [:] : ["LNQ_VERILATOR": "/nowhere"]
        let wrong = lnq("prove", model, "--rtl", rtl, "--project-dir", folder, "--json", environment: tools)
        #expect(wrong.status == .failed, "edit \(edit)")
        let difference = try #require(try object(wrong.out)["difference"] as? [String: Any])
        #expect((difference["place"] as? String)?.hasPrefix("layer1, neuron ") == true)
        #expect(difference["output"] is Int)
        let reads = try #require(difference["reads"] as? [[String: Any]])
        #expect(!reads.isEmpty)
        // Neurons of the first layer read the inputs alone, so that a sample shows each difference.
        #expect((difference["sample"] as? [Int])?.count == 16)
        let (expected, got) = (difference["expected"] as? Int, difference["got"] as? Int)
        #expect(expected != got)
        if edit == 0, ExternalTools.has(.verilator, .make) {
          #expect((difference["simulation"] as? String)?.hasPrefix("in Verilator") == true)
        }
        #expect(wrong.err.contains("differs from the tables: layer1, neuron "))
      }
      let run = try RunDirectory.newest(of: "small", in: folder)
      #expect(FileManager.default.fileExists(atPath: run.proofWorkPath))
    }
  }

  @Test("of what cannot be proved is a sentence with what to do", .needsProofTools)
  func refused() throws {
    try withCopy { model, folder in
      #expect(lnq("quantize", model, "--dont-care", "0", "--project-dir", folder).status == .done)
      let exact = lnq("prove", model, "--exact", "--project-dir", folder)
      #expect(exact.status == .badInput && exact.err.contains("was quantized with --dont-care 0"))
      #expect(exact.err.contains("make exact ones with: lnq quantize "))
      let filled = lnq("prove", model, "--fast", "--project-dir", folder)
      #expect(filled.status == .done && filled.out.contains("the tables are those of --dont-care"))

      let empty = folder + "/empty"
      try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
      let nothing = lnq("prove", model, "--rtl", empty, "--project-dir", folder)
      #expect(
        nothing.status == .badInput && nothing.err.contains("\(empty)/") && nothing.err.contains("cannot be read"))
      let rtl = folder + "/rtl"
      #expect(lnq("emit-verilog", model, "--output", rtl, "--project-dir", folder).status == .done)
      let module = rtl + "/" + (try #require(try filePaths(below: rtl).first { $0.hasSuffix(".f") }).dropLast(2))
      let ports = try read(module + ".json")
      #expect(ports.contains("\"zlogz\""))
      try write(ports.replacing("\"zlogz\"", with: "\"other\""), to: module + ".json")
      let other = lnq("prove", model, "--rtl", rtl, "--project-dir", folder)
      #expect(other.status == .badInput && other.err.contains("was made from other tables"), "\(other.err)")
      try write(ports, to: module + ".json")
      try write("no verilog", to: module + ".v")
      let broken = lnq("prove", model, "--rtl", rtl, "--project-dir", folder)
      #expect(broken.status == .failed && broken.err.contains("yosys ended with status 1"))
      let run = try RunDirectory.newest(of: "small", in: folder)
      #expect(broken.err.contains(run.proofWorkPath) && FileManager.default.fileExists(atPath: run.proofWorkPath))
    }
  }
}
