import Foundation
import LNQHardware
import LNQTestSupport
import Testing

@testable import LNQToolchain

@Suite("Yosys and nextpnr")
struct YosysSynthesisTests {
  private func sources(_ tiny: TinyDesign, _ name: String) throws -> VerilogSources {
    try VerilogSources(
      writing: tiny.design, into: Workspace.empty("yosys \(name)").appendingPathComponent("tiny"), label: name)
  }

  private func synthesis(
    of sources: VerilogSources, for target: SynthesisTarget, limits: ToolLimits = ToolLimits()
  ) throws -> YosysSynthesis {
    try YosysSynthesis(sources, for: target, tools: Workspace.tools, limits: limits) {}
  }

  @Test("Statistics are read in the old form, with names first, and in the new one, with names last")
  func statistics() {
    let old =
      "=== top ===\n\n   Number of cells:                225\n     $lut                          223\n     SB_DFFR  2\n"
    let new = "=== top ===\n\n      237 wires\n      225 cells\n      223   $lut\n        2   SB_DFFR\n"
    for text in [old, new] { #expect(YosysSynthesis.cells(in: text) == ["$lut": 223, "SB_DFFR": 2]) }
    #expect(YosysSynthesis.cells(in: "") == [:])
  }

  @Test("Each target has its LUTs and flip-flops counted, and its log and netlist kept", .needsYosys)
  func targets() throws {
    // Eight inverters, which targets with LUTs in front of flip-flops need too, and a chain of valid bits.
    let tiny = TinyDesign("synthesized", "s4.0 u4.0", latency: 1)
    for target in SynthesisTarget.allCases {
      let sources = try sources(tiny, "\(target)")
      let made = try synthesis(of: sources, for: target)
      #expect((8...9).contains(made.luts), "\(target): \(made.cells)")
      #expect(made.flipFlops == 9, "\(target): \(made.cells)")
      #expect(made.work > .milliseconds(10))
      let kept = try FileManager.default.contentsOfDirectory(atPath: made.log.deletingLastPathComponent().path)
      #expect(Set(kept) == ["tiny", "tiny.ys", "tiny.log", "tiny.il"])
      #expect(try String(contentsOf: made.log, encoding: .utf8).contains("End of script"))
    }
  }

  @Test("Verilog that Yosys cannot read is an error with its log", .needsYosys)
  func error() throws {
    let sources = try sources(TinyDesign("wrong", "u4.0", latency: 0, fault: .syntaxError), "wrong")
    let error = try #require(throws: ToolchainError.self) { try synthesis(of: sources, for: .lut6) }
    guard case .toolFailed("yosys", _, let tail, let log) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(tail.last?.contains("syntax error") == true)
    #expect(log.hasSuffix("yosys wrong/tiny.log"))
  }

  @Test("Too little memory is named as such", .needsYosys)
  func memory() throws {
    let sources = try sources(TinyDesign("large", "u4.0", latency: 0), "memory")
    let error = try #require(throws: ToolchainError.self) {
      try synthesis(of: sources, for: .lut6, limits: ToolLimits(memory: 35_000_000))
    }
    guard case .outOfMemory("yosys", 35_000_000, _, _) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("A design gets the same clocks again, and its frame keeps every flip-flop", .needsNextPNR)
  func placement() throws {
    let tiny = TinyDesign("placed", "s4.0 u4.0", latency: 2, hasClass: true)
    let sources = try sources(tiny, "placed")
    _ = try synthesis(of: sources, for: .ice40)
    func placed() throws -> PlaceAndRoute {
      try PlaceAndRoute(sources, for: .ice40, tools: Workspace.tools, limits: ToolLimits()) {}
    }
    let first = try placed()
    #expect(first.clocksMHz.count == PlaceAndRoute.seeds.count)
    #expect(first.clocksMHz.allSatisfy { (50...2000).contains($0) })
    #expect(try placed() == first)
    let log = try String(
      contentsOf: sources.folder.deletingLastPathComponent().appendingPathComponent("frame.log"), encoding: .utf8)
    let counts = YosysSynthesis.cells(in: log.components(separatedBy: "Printing statistics.").last ?? "")
    // Two cycles of 8 bits, a class and valid; 8 inputs and valid in front; 9 results twice and valid behind.
    let flipFlops = counts.filter { SynthesisTarget.ice40.isFlipFlop($0.key) }.values.reduce(0, +)
    #expect(flipFlops == 2 * 10 + 9 + 2 * 9 + 1, "\(counts)")
  }

  @Test("The frame of registers is clean Verilog, also around single bits", .needsVerilator, arguments: [true, false])
  func frame(isSmall: Bool) throws {
    let tiny =
      isSmall ? TinyDesign("framed", "u1.0", latency: 0) : TinyDesign("framed", "s4.0 u3.1", latency: 1, hasClass: true)
    let inner = tiny.interface
    let design = VerilogDesign(
      interface: HardwareInterface(
        module: inner.registerFrameModule, inputs: inner.inputs, outputs: inner.outputs, classNames: [],
        latencyCycles: 0),
      sources: tiny.design.sources.map {
        .init(
          name: $0.name,
          text: "// verilator lint_off UNUSED\n// verilator lint_off DECLFILENAME\n" + $0.text
            + "// verilator lint_on UNUSED\n")
      } + [inner.registerFrame], companions: [])
    let sources = try VerilogSources(
      writing: design, into: Workspace.empty("frame \(isSmall)"), label: "frame \(isSmall)")
    #expect(
      try VerilatorLint.warnings(of: sources, in: Workspace.root.appendingPathComponent("lint"), tools: Workspace.tools)
        == "")
  }
}
