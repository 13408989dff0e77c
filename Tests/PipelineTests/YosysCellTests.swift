import Foundation
import LNQHardware
import LNQMapping
import LNQTestSupport
import LNQToolchain
import Testing

/// Circuits of Yosys's own cells, which it reads without taking them apart first.
@Suite("LUTs as cells of Yosys", .serialized)
struct YosysCellTests {
  private func specimen(_ name: String) throws -> (Specimen, BitCircuit) {
    let tables = try HandBuiltNetwork.network()
    let codes = (0...3).flatMap { a in (-4...3).flatMap { [a, $0] } }
    let specimen = try Specimen("yosys \(name)", tables: tables, codes: codes, bench: "yosys cells")
    return (specimen, try BitCircuit(mapping: HardwareFlow().netlist(of: tables), MappingOptions(isThorough: false)))
  }

  @Test("compute in simulation what the tables say, and lint is silent", .needsVerilator)
  func simulated() throws {
    let (specimen, circuit) = try specimen("simulated")
    let form = try specimen.form(mapped: circuit, every: 1, of: .luts, .yosys)
    #expect(
      try VerilatorLint.warnings(of: form, in: specimen.folder.appending(path: "lint"), tools: ExternalTools.search)
        == "")
    let report = try specimen.simulate([form])[0]
    #expect(report.agrees && report.samples == specimen.stimulus.count, "\(report)")
    try specimen.discard()
  }

  @Test("are LUTs and flip-flops for Yosys, of which it leaves at most as many", .needsYosys)
  func synthesized() throws {
    let (specimen, circuit) = try specimen("synthesized")
    let netlist = try HardwareFlow().netlist(of: specimen.tables)
    let statistics = BitStatistics(try circuit.pipelined(every: 2, of: .luts))
    let design = VerilogDesign(
      emitting: try circuit.pipelined(every: 2, of: .luts), of: netlist, primitives: .yosys)
    let sources = try VerilogSources(writing: design, into: specimen.folder.appending(path: "luts"), label: "luts")
    let made = try YosysSynthesis(sources, for: .lut6, tools: ExternalTools.search, limits: ToolLimits()) {}
    #expect((1...statistics.luts).contains(made.luts), "\(made.cells) of \(statistics)")
    #expect((1...statistics.flipFlops).contains(made.flipFlops), "\(made.cells) of \(statistics)")
    try specimen.discard()
  }
}
