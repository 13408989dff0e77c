import Foundation
import LNQHardware
import LNQMapping
import LNQTables
import LNQTestSupport
import LNQToolchain
import Testing

/// Verilog that is read back is proved to compute the tables, and edited Verilog is not.
@Suite("Proofs of Verilog", .serialized)
struct ReadingTests {
  /// What a design is, read by Yosys.
  private struct Reading {
    let design: VerilogReading.Design
    let netlist: Netlist
    let comparison: CutComparison
    let evidence: [EquivalenceProof.Evidence]

    init(_ sources: VerilogSources, _ specimen: Specimen) throws {
      netlist = try HardwareFlow().netlist(of: specimen.tables)
      design = try VerilogReading.design(
        sources, of: netlist, in: specimen.folder.appending(path: "yosys"), tools: ExternalTools.search,
        timeLimit: .seconds(300))
      let function = try design.circuit.withoutRegisters()
      let codes = design.parts.compactMapValues { function.parts[$0].code }
      var comparison = CutComparison(function, with: netlist, codes: codes)
      evidence = try comparison.checkRows()
      self.comparison = comparison
    }

    /// What ABC says of each piece as a function of the design's inputs.
    func verdicts(in specimen: Specimen) throws -> [EquivalenceCheck.Verdict] {
      let check = try EquivalenceCheck(in: specimen.folder.appending(path: "abc"), tools: ExternalTools.search)
      let pairs = try comparison.pieces.map { piece in
        try #require(try comparison.wholeModels(of: piece), "\(comparison.place(of: piece))")
      }
      return try check.verdicts(on: pairs, pairLimit: .seconds(60), timeLimit: .seconds(300), jobs: 2)
    }

    /// The places of the pieces that are wrong.
    var wrong: [String] {
      zip(comparison.pieces, evidence).compactMap { piece, evidence in
        if case .different = evidence { comparison.place(of: piece) } else { nil }
      }
    }
  }

  private func specimen(_ name: String) throws -> Specimen {
    try Specimen("reading \(name)", tables: HandBuiltNetwork.network(), codes: [0, 0], bench: "reading")
  }

  /// All forms, one after the other.
  private func forms(_ specimen: Specimen) throws -> [VerilogSources] {
    let circuit = try BitCircuit(
      mapping: HardwareFlow().netlist(of: specimen.tables), MappingOptions(isThorough: false))
    return try [EmissionOptions.Spelling.packed, .case].flatMap { spelling in
      try [0, 1, 2].map { try specimen.form(spelling, levels: $0) }
    } + [
      specimen.form(mapped: circuit, every: 1, of: .neurons, .none),
      specimen.form(mapped: circuit, every: 1, of: .luts, .xilinx),
    ]
  }

  @Test("hold for each spelling, with registers and without, by rows and by ABC", .needsProofTools)
  func spellings() throws {
    let specimen = try specimen("spellings")
    for form in try forms(specimen) {
      let reading = try Reading(form, specimen)
      let timing = BitTiming(reading.design.circuit)
      #expect(timing.faults.isEmpty && timing.latency == form.interface.latencyCycles, "\(form.label)")
      #expect(reading.wrong.isEmpty && !reading.evidence.isEmpty, "\(form.label)")
      let rows = reading.evidence.count { if case .rows = $0 { true } else { false } }
      #expect(rows == reading.evidence.count, "\(form.label)")
      #expect(try reading.verdicts(in: specimen).allSatisfy { $0 == .equal }, "\(form.label)")
    }
    try specimen.discard()
  }

  @Test(
    "hold for all kinds of neurons, where ABC decides what is too wide for rows", .needsProofTools,
    arguments: TableNetworkGenerator.Neurons.allCases)
  func kinds(neurons: TableNetworkGenerator.Neurons) throws {
    var generator = TableNetworkGenerator(seed: 5)
    let tables = try generator.network(neurons)
    let specimen = try Specimen("reading \(neurons)", tables: tables, codes: [], bench: "reading")
    let reading = try Reading(try specimen.form(.packed, levels: 1), specimen)
    #expect(reading.wrong.isEmpty && reading.design.unmatched == 0)
    #expect(try reading.verdicts(in: specimen).allSatisfy { $0 == .equal })
    try specimen.discard()
  }

  @Test("find every single bit of a table that is another one, and name the neuron", .needsProofTools)
  func edits() throws {
    let specimen = try specimen("edits")
    let sources = try specimen.form(.packed, levels: 1)
    let tester = TesterTests()
    for (old, new, place) in [
      ("16'hc840", "16'hc841", "layer1, neuron 1, part 0 (a)"),
      ("16'hc840", "16'h4840", "layer1, neuron 1, part 0 (a)"),
      ("8'h39", "8'h38", "layer1, neuron 0"), ("8'h39", "8'hb9", "layer1, neuron 0"),
    ] {
      try tester.change(old, to: new, in: sources)
      #expect(try Reading(sources, specimen).wrong == [place], "\(new)")
      try tester.change(new, to: old, in: sources)
    }
    #expect(try Reading(sources, specimen).wrong.isEmpty)
    try specimen.discard()
  }

  @Test("find swapped inputs, a dropped register, a short valid chain and a wrong port", .needsProofTools)
  func others() throws {
    let specimen = try specimen("others")
    let tester = TesterTests()
    func changed(_ levels: Int, _ old: String, _ new: String) throws -> Reading {
      let sources = try specimen.form(.packed, levels: levels)
      try tester.change(old, to: new, in: sources)
      return try Reading(sources, specimen)
    }
    let swapped = try changed(
      0, "u_layer2 (\n    .data_i(layer1_data[4:0])", "u_layer2 (\n    .data_i({layer1_data[1:0], layer1_data[4:2]})")
    #expect(swapped.wrong.first == "layer2, neuron 0")
    let dropped = try changed(1, "u_n1 (.data_i(n1_sum_d1)", "u_n1 (.data_i(n1_sum)")
    #expect(dropped.wrong.isEmpty && !BitTiming(dropped.design.circuit).faults.isEmpty)
    let short = try changed(1, "assign valid_o = valid_d5", "assign valid_o = valid_d4")
    #expect(!BitTiming(short.design.circuit).faults.isEmpty)
    let port = try changed(2, "assign class_o = ", "assign class_o = ~")
    #expect(port.wrong == ["class_o, the class"])
    try specimen.discard()
  }

  @Test("compare the whole design by ABC where all wires have other names, and give a sample", .needsProofTools)
  func renamed() throws {
    let specimen = try specimen("renamed")
    let sources = try specimen.form(.packed, levels: 1)
    let tester = TesterTests()
    let names = try HardwareFlow(levelsPerStage: 1).netlist(of: specimen.tables).probes.compactMap {
      $0.path.split(separator: ".").last.map(String.init)
    }
    try tester.rename(Set(names), in: sources)
    var reading = try Reading(sources, specimen)
    #expect(reading.design.parts.isEmpty && reading.comparison.pieces.allSatisfy { $0.port != nil })
    #expect(try reading.verdicts(in: specimen).allSatisfy { $0 == .equal })
    try tester.change("16'hc840", to: "16'hc940", in: sources)
    reading = try Reading(sources, specimen)
    let verdicts = try reading.verdicts(in: specimen)
    let number = try #require(verdicts.firstIndex { if case .different = $0 { true } else { false } })
    guard case .different(_, let inputs) = verdicts[number] else { return }
    let replay = reading.comparison.replay(
      reading.comparison.inputCodes(whenPinsAre: inputs), of: reading.comparison.pieces[number])
    #expect(replay.expected != replay.got && !replay.wrongPorts.isEmpty)
    try specimen.discard()
  }

  @Test("refuse registers that keep their value, and other ports, in a sentence", .needsProofTools)
  func refused() throws {
    let specimen = try specimen("refused")
    let tester = TesterTests()
    let kept = try specimen.form(.packed, levels: 1)
    try tester.change("data_o <= data_i;", to: "if (data_i[0]) data_o <= data_i;", in: kept)
    let loop = #expect(throws: ToolchainError.self) { _ = try Reading(kept, specimen) }
    #expect(loop?.description.contains("depends on itself") == true)
    let ports = try specimen.form(.packed, levels: 0)
    try tester.change("[4:0] data_i,", to: "[5:0] data_i,", in: ports, top: true)
    let other = #expect(throws: ToolchainError.self) { _ = try Reading(ports, specimen) }
    #expect(
      other?.description.contains("data_i of hand_built has 6 bits, not 5") == true, "\(other?.description ?? "")")
    try specimen.discard()
  }
}
