import Foundation
import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQTestSupport
import LNQToolchain
import Testing

/// Every wrapper around every spelling of a network that takes raw values.
@Suite("Wrapped spellings", .serialized)
struct WrappedSpellingTests {
  /// The designs of three spellings, with registers.
  private static func designs() throws -> [VerilogDesign] {
    let raw = try FixedPointFormat(width: 6, fractionBits: 2, isSigned: true)
    let tables = try HandBuiltNetwork.network().standardized(
      by: [.init(mean: 1, deviation: 2), .init(mean: 0, deviation: 0.5)]
    ).takingRawValues([raw, raw], encoderName: "encoder")
    let registered = try HardwareFlow(levelsPerStage: 1).netlist(of: tables)
    let netlist = try HardwareFlow().netlist(of: tables)
    let circuit = try BitCircuit(mapping: netlist).pipelined(every: 1, of: .luts)
    return [.packed, .case].map { VerilogDesign(emitting: registered, options: EmissionOptions(spelling: $0)) } + [
      VerilogDesign(emitting: circuit, of: netlist, primitives: .none)
    ]
  }

  /// Writes all of them, and gives their folders with the top modules and the files.
  private func written(_ name: String) throws -> [(folder: URL, top: String, files: [String])] {
    let folder = try ExternalTools.emptyFolder(name)
    return try Self.designs().enumerated().flatMap { index, design in
      try Wrapper.Kind.allCases.map { kind in
        let wrapped = design.wrapped(in: Wrapper(kind, result: .class))
        let place = folder.appending(path: "\(index)-\(kind.rawValue)")
        let sources = try VerilogSources(writing: wrapped, into: place, label: kind.rawValue)
        return (place, kind.module(around: design.interface), sources.names)
      }
    }
  }

  @Test("are silent in Verilator's lint", .needsVerilator)
  func lint() throws {
    for (folder, top, files) in try written("wrapped lint") {
      let log = folder.appending(path: "log")
      try ExternalTools.search.find(.verilator).run(
        ["--lint-only", "-Wall", "--default-language", "1364-2005", "--top-module", top] + files, in: folder, log: log)
      #expect(try String(contentsOf: log, encoding: .utf8) == "", "\(folder.lastPathComponent)")
    }
  }

  @Test("have no latches for Yosys, which finds one where there is one", .needsYosys)
  func latches() throws {
    let designs = try written("wrapped latches")
    let folder = designs[0].folder.deletingLastPathComponent()
    /// What Yosys prints about processes and latches of designs, one after the other.
    func printed(_ designs: [(folder: URL, top: String, files: [String])]) throws -> String {
      let script = designs.map { design in
        let files = design.files.map { "\(design.folder.lastPathComponent)/\($0)" }.joined(separator: " ")
        return
          "read_verilog \(files)\nhierarchy -check -top \(design.top)\nproc\ncheck\nselect -count t:$dlatch\ndesign -reset"
      }
      try Data(script.joined(separator: "\n").utf8).write(to: folder.appending(path: "latches.ys"))
      let log = folder.appending(path: "log")
      try ExternalTools.search.find(.yosys).run(["-s", "latches.ys"], in: folder, log: log)
      return try String(contentsOf: log, encoding: .utf8)
    }
    func counts(_ text: String) -> [Substring] { text.split(separator: "\n").filter { $0.hasSuffix(" objects.") } }
    let text = try printed(designs)
    #expect(counts(text) == designs.map { _ in "0 objects." })
    #expect(text.components(separatedBy: "Found and reported 0 problems").count == designs.count + 1)
    let latch = folder.appending(path: "latch")
    try FileManager.default.createDirectory(at: latch, withIntermediateDirectories: true)
    try Data("module latch(input a, input b, output reg c); always @* if (a) c = b; endmodule\n".utf8).write(
      to: latch.appending(path: "latch.v"))
    #expect(try counts(printed([(latch, "latch", ["latch.v"])])) == ["1 objects."])
  }
}
