import Foundation
import LNQHardware
import LNQMapping
import LNQTables
import LNQTestSupport
import LNQToolchain
import Testing

/// Tests of the tester: each mistake in the hardware is found, and the place is named.
@Suite("A simulation of wrong hardware", .serialized)
struct TesterTests {
  func specimen(_ name: String) throws -> Specimen {
    let codes = (0...3).flatMap { a in (-4...3).flatMap { [a, $0] } }
    return try Specimen("wrong \(name)", tables: HandBuiltNetwork.network(), codes: codes, bench: "tester")
  }

  /// Changes a text that occurs exactly once in the files of a form, or in that of its top module.
  func change(_ text: String, to other: String, in sources: VerilogSources, top: Bool = false) throws {
    var count = 0
    for name in sources.names where !top || name == "\(sources.interface.module).v" {
      let file = sources.folder.appending(path: name)
      let contents = try String(contentsOf: file, encoding: .utf8)
      count += contents.components(separatedBy: text).count - 1
      try contents.replacing(text, with: other).write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(count == 1, "\(text) occurs \(count) times")
  }

  /// What the inner wires of a wrong form say, when all that is known of it is its latency.
  func innerWires(_ report: AgreementReport, _ sources: VerilogSources, _ specimen: Specimen) throws -> InnerWires {
    try VerilatorSimulation.innerWires(
      of: sources,
      netlists: try HardwareFlow.netlists(of: specimen.tables, latency: sources.interface.latencyCycles)
        .map { ProbedNetlist($0) },
      samples: Set(report.firstMismatches.map(\.sample)).sorted(), in: specimen.stimulus,
      folder: specimen.bench.appending(path: "probe"), tools: ExternalTools.search)
  }

  /// The place that the inner wires name; all of them can be read.
  func located(_ report: AgreementReport, _ sources: VerilogSources, _ specimen: Specimen) throws
    -> [AgreementReport.Mismatch]
  {
    let wires = try innerWires(report, sources, specimen)
    #expect(wires.unreadable == 0 && wires.count > 0)
    return wires.firstWrong
  }

  @Test("finds one flipped bit of one table and names the neuron", .needsVerilator, arguments: [0, 1, 3, 4])
  func flippedBit(levels: Int) throws {
    let specimen = try specimen("bit \(levels)")
    let sources = try specimen.form(.packed, levels: levels)
    // Row 2 of the table 4·a: 8 becomes 9.
    try change("16'hc840", to: "16'hc940", in: sources)
    let report = try specimen.simulate([sources])[0]
    #expect(!report.agrees && report.mismatches > 0 && report.mismatches < report.samples)
    let first = try #require(try located(report, sources, specimen).first)
    #expect(first.wire == "layer1, neuron 1, part 0 (a)")
    #expect(first.layer == "layer1" && first.neuron == 1 && first.part == 0)
    #expect(first.expected == 8 && first.got == 9)
    #expect(specimen.stimulus.codes(at: first.sample)[0] == 2)
  }

  @Test("finds one wrong row of a case and names the neuron", .needsVerilator)
  func wrongRow() throws {
    let specimen = try specimen("row")
    let sources = try specimen.form(.case, levels: 1)
    let table = try #require(sources.names.first { $0.hasSuffix("table3.v") })
    let file = sources.folder.appending(path: table)
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("    case (row_i)\n"))
    // Of two items of one row the first counts.
    try text.replacing("    case (row_i)\n", with: "    case (row_i)\n      5'd9: data_o = 4'h5;\n")
      .write(to: file, atomically: true, encoding: .utf8)
    let report = try specimen.simulate([sources])[0]
    #expect(report.mismatches > 0)
    #expect(try located(report, sources, specimen).first?.wire == "layer2, neuron 0")
  }

  @Test("finds two swapped inputs and names the neuron", .needsVerilator)
  func swappedInputs() throws {
    let specimen = try specimen("inputs")
    let sources = try specimen.form(.packed, levels: 0)
    try change(
      "u_layer2 (\n    .data_i(layer1_data[4:0])", to: "u_layer2 (\n    .data_i({layer1_data[1:0], layer1_data[4:2]})",
      in: sources)
    let report = try specimen.simulate([sources])[0]
    #expect(report.mismatches > 0)
    #expect(try located(report, sources, specimen).first?.wire == "layer2, neuron 0")
  }

  @Test("finds a dropped register, where every wire is right when it is given time", .needsVerilator)
  func droppedRegister() throws {
    let specimen = try specimen("register")
    let sources = try specimen.form(.packed, levels: 1)
    try change("u_n1 (.data_i(n1_sum_d1)", to: "u_n1 (.data_i(n1_sum)", in: sources)
    let report = try specimen.simulate([sources])[0]
    #expect(report.mismatches > 0)
    #expect(try located(report, sources, specimen).isEmpty)
  }

  @Test(
    "finds a port that is assigned wrongly, where every wire is right", .needsVerilator,
    arguments: ["class_o", "data_o"])
  func wrongAssignment(port: String) throws {
    let specimen = try specimen("port \(port)")
    let sources = try specimen.form(.packed, levels: 1)
    try change("assign \(port) = ", to: "assign \(port) = ~", in: sources, top: true)
    let report = try specimen.simulate([sources])[0]
    #expect(report.mismatches > 0)
    let wires = try innerWires(report, sources, specimen)
    #expect(wires.firstWrong.isEmpty && wires.wrongPorts == [port])
    #expect(
      wires.remark
        == "held still, every inner wire of it is right and \(port) is wrong: look at the assignment of \(port) in the top module"
    )
  }

  @Test("finds a register too few in the valid chain as a wrong latency", .needsVerilator)
  func shortValidChain() throws {
    let specimen = try specimen("valid")
    let sources = try specimen.form(.packed, levels: 1)
    try change("assign valid_o = valid_d5", to: "assign valid_o = valid_d4", in: sources)
    let report = try specimen.simulate([sources])[0]
    #expect(!report.agrees && report.timingViolations > 0 && report.latencyCycles == 4)
  }

  /// Gives wires other names in all files, so that nothing finds them any more.
  func rename(_ names: Set<String>, in sources: VerilogSources) throws {
    for name in sources.names {
      let file = sources.folder.appending(path: name)
      var text = try String(contentsOf: file, encoding: .utf8)
      for name in names.sorted() { text.replace(try Regex("\\b\(name)\\b"), with: "renamed_\(name)") }
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
  }

  @Test("says that it could read no inner wire when all have other names", .needsVerilator)
  func renamed() throws {
    let specimen = try specimen("names")
    let sources = try specimen.form(.packed, levels: 1)
    try change("16'hc840", to: "16'hc940", in: sources)
    let probes = try HardwareFlow(levelsPerStage: 1).netlist(of: specimen.tables).probes
    try rename(Set(probes.compactMap { $0.path.split(separator: ".").last.map(String.init) }), in: sources)
    let report = try specimen.simulate([sources])[0]
    #expect(report.mismatches > 0)
    let wires = try innerWires(report, sources, specimen)
    #expect(wires == InnerWires(firstWrong: [], count: probes.count, unreadable: probes.count))
    #expect(
      wires.remark == """
        none of the \(probes.count) inner wires could be read: the files do not have them by these names and widths, so the \
        place is unknown
        """)
  }

  @Test("says how many inner wires it could not read when some have other names", .needsVerilator)
  func partlyRenamed() throws {
    let specimen = try specimen("some names")
    let sources = try specimen.form(.packed, levels: 0)
    try change("16'hc840", to: "16'hc940", in: sources)
    try rename(["n1_p0"], in: sources)
    let report = try specimen.simulate([sources])[0]
    let wires = try innerWires(report, sources, specimen)
    // The part that is wrong cannot be seen; what adds it up can.
    #expect(wires.firstWrong.first?.wire == "layer1, neuron 1, sum")
    #expect(wires.unreadable == 1 && wires.count == 8)
    #expect(
      wires.remark
        == "1 of the 8 inner wires could not be read: the files do not have them by these names and widths")
    try rename(Set(["n1_sum", "n1", "n0", "class_index"]), in: sources)
    let fewer = try innerWires(report, sources, specimen)
    #expect(fewer == InnerWires(firstWrong: [], count: 8, unreadable: 7))
    #expect(
      fewer.remark == """
        held still, every inner wire that could be read is right, but 7 of the 8 inner wires could not be read: the files do \
        not have them by these names and widths
        """)
  }

  @Test("finds a wrong mask of a mapped LUT and names the neuron", .needsVerilator)
  func wrongMask() throws {
    let specimen = try specimen("mask")
    let netlist = try HardwareFlow().netlist(of: specimen.tables)
    let circuit = try BitCircuit(mapping: netlist)
    let sources = try specimen.form(mapped: circuit, every: 1, of: .luts, .none)
    let part = try #require(circuit.parts.first { $0.name == "n0" && $0.module == 2 })
    let node = try #require(part.code?.first).wire - circuit.firstNodeWire
    let form = try circuit.pipelined(every: 1)
    let inForm = try #require(form.parts.first { $0.name == "n0" && $0.module == 2 })
    let inCode = try #require(inForm.code?.first).wire - form.firstNodeWire
    #expect(part.nodes.contains(node))
    let top = try String(contentsOf: sources.folder.appending(path: "\(sources.interface.module).v"), encoding: .utf8)
    let line = try #require(top.components(separatedBy: "\n").first { $0.contains("] T\(inCode) = ") })
    try change(line, to: line.replacing(";", with: " ^ 1;"), in: sources)
    let report = try specimen.simulate([sources])[0]
    #expect(report.mismatches > 0)
    for probed in [ProbedNetlist(netlist, in: form), ProbedNetlist(codesOf: netlist)] {
      let wires = try VerilatorSimulation.innerWires(
        of: sources, netlists: [ProbedNetlist(netlist), probed], samples: [report.firstMismatches[0].sample],
        in: specimen.stimulus, folder: specimen.bench.appending(path: "probe"), tools: ExternalTools.search)
      #expect(wires.firstWrong.first?.wire == "layer2, neuron 0")
    }
  }

  @Test("finds a register that inverts a bit, which only a netlist with registers has", .needsVerilator)
  func invertingRegister() throws {
    let specimen = try specimen("inverter")
    let sources = try specimen.form(.packed, levels: 2)
    try change(
      "u_n1_sum_d1 (.clk_i(clk_i), .data_i(n1_sum)", to: "u_n1_sum_d1 (.clk_i(clk_i), .data_i(~n1_sum)", in: sources)
    let report = try specimen.simulate([sources])[0]
    #expect(try located(report, sources, specimen).first?.wire == "layer1, neuron 1, sum, 1 cycle later")
  }
}
