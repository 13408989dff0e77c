import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQRandom
import LNQTables
import LNQTestSupport
import Testing

@Suite("LUTs across the borders of neurons")
struct BorderResubstitutionTests {
  /// n0 is a and b, n1 n0 or c; n2 is n1, d and not b: where n1 is 1 for n0 alone, n2 is 0.
  private func netlist(_ last: @escaping (Int) -> Int) throws -> Netlist {
    let bit = try FixedPointFormat(width: 1, fractionBits: 0, isSigned: false)
    func wire(_ index: Int) -> Netlist.Wire {
      Netlist.Wire(name: "n\(index)", format: bit, place: .neuron(.init(layer: "layer1", index: index)))
    }
    let tables = [
      TruthTable(addressWidth: 2, output: bit) { $0 == 3 ? 1 : 0 },
      TruthTable(addressWidth: 2, output: bit) { $0 == 0 ? 0 : 1 },
      TruthTable(addressWidth: 3, output: bit, code: last),
    ]
    return try Netlist(
      name: "borders", inputs: ["a", "b", "c", "d"].map { Signal(name: $0, quantizer: Quantizer(bit)) },
      outputSignals: [Signal(name: "y", quantizer: Quantizer(bit))], classNames: [], tables: tables,
      modules: [.init(name: "", origin: ""), .init(name: "layer1", origin: "")],
      cells: [
        .init(cell: .lookup(table: 0, inputs: [0, 1]), wire: wire(0), module: 1),
        .init(cell: .lookup(table: 1, inputs: [5, 2]), wire: wire(1), module: 1),
        .init(cell: .lookup(table: 2, inputs: [6, 3, 1]), wire: wire(2), module: 1),
      ], outputs: [7], classOutput: nil, validOutput: 4, latency: 0)
  }

  @Test("go, and every row of what is left is proved")
  func merged() throws {
    let netlist = try netlist { $0 == 3 ? 1 : 0 }
    let circuit = try BitCircuit(mapping: netlist)
    #expect(try BitCircuit(mapping: netlist, MappingOptions(isThorough: false)).nodes.count == 3)
    #expect(circuit.nodes.count == 1, "\(circuit.text)")
    #expect(circuit.parts.map { $0.code == nil } == [true, true, false])
    let proof = try EquivalenceProof(circuit, computes: netlist)
    #expect(proof.isProved && proof.evidence.prefix(2).allSatisfy { $0 == .dissolved })
    guard case .lut(let inputs, let mask) = circuit.nodes[0] else { return #expect(Bool(false)) }
    for row in 0..<UInt64(1 << inputs.count) {
      let wrong = try BitCircuit(
        lutSize: 6, inputCount: 5, nodes: [.lut(inputs, mask: mask ^ 1 << row)], parts: circuit.parts,
        outputs: circuit.outputs)
      #expect(try EquivalenceProof(wrong, computes: netlist).firstDifference?.part == 2, "row \(row)")
    }
  }

  @Test("leave no code of a wrong table unseen")
  func wrongTable() throws {
    let circuit = try BitCircuit(mapping: netlist { $0 == 3 ? 1 : 0 })
    let proof = try EquivalenceProof(circuit, computes: netlist { $0 == 1 ? 1 : 0 })
    #expect(proof.firstDifference?.part == 2)
  }

  @Test("are not named in Verilog, and codes with all bits are")
  func names() throws {
    let netlist = try netlist { $0 == 3 ? 1 : 0 }
    let circuit = try BitCircuit(mapping: netlist)
    #expect(ProbedNetlist(netlist, in: circuit).probes.map(\.wire) == [7])
  }

  @Test("give smaller circuits of random networks, which registers divide and the proof shows")
  func random() throws {
    var generator = TableNetworkGenerator(seed: 5)
    let netlist = try HardwareFlow().netlist(of: generator.network(.single))
    let circuit = try BitCircuit(mapping: netlist, MappingOptions())
    #expect(circuit.parts.contains { $0.code == nil })
    for level in BitCircuit.Level.allCases {
      let registered = try circuit.pipelined(every: 1, of: level)
      let latency = circuit.latency(every: 1, of: level)
      #expect(try EquivalenceProof(registered, computes: netlist, latency: latency).isProved)
    }
  }
}
