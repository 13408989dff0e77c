import LNQFixedPoint
import LNQHardware
import LNQRandom
import LNQTables

/// What can be wrong with a circuit that was mapped, one thing at a time: for tests of proofs.
public enum CircuitFault: String, CaseIterable, Sendable {
  /// A bit of a mask.
  case mask
  /// A LUT that reads another wire.
  case wire
  /// A register that is missing.
  case register
  /// A bit of a carry chain that takes another carry.
  case carry

  /// A circuit with the fault somewhere; nil when the node that was drawn cannot have it.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  public func injected(into circuit: BitCircuit, _ random: inout SplitMix64) throws(BitCircuitError) -> BitCircuit? {
    guard !circuit.nodes.isEmpty else { return nil }
    var (nodes, outputs) = (circuit.nodes, circuit.outputs)
    let index = Int.random(in: nodes.indices, using: &random)
    let before = BitCircuit.firstInput..<circuit.firstNodeWire + index
    switch (self, nodes[index]) {
    case (.mask, .lut(let inputs, let mask)):
      nodes[index] = .lut(inputs, mask: mask ^ 1 << UInt64.random(in: 0..<1 << UInt64(inputs.count), using: &random))
    case (.wire, .lut(var inputs, let mask)):
      guard !inputs.isEmpty else { return nil }
      inputs[Int.random(in: inputs.indices, using: &random)] = Int.random(in: before, using: &random)
      nodes[index] = .lut(inputs, mask: mask)
    case (.register, .flipFlop(let input, _)):
      let own = circuit.firstNodeWire + index
      nodes = nodes.map { $0.mappingInputs { $0 == own ? input : $0 } }
      outputs = outputs.map { $0 == own ? input : $0 }
    case (.carry, .carry(let a, let b, let c)):
      // The carry of the bit before, or another function of the same bits.
      nodes[index] =
        [.carry(a, b, BitCircuit.zero), .carry(a, c, c), .sum(a, b, c), .carry(a, b, BitCircuit.one)]
        .randomElement(using: &random) ?? .carry(a, b, a)
    default: return nil
    }
    guard nodes != circuit.nodes || outputs != circuit.outputs else { return nil }
    return try BitCircuit(
      lutSize: circuit.lutSize, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts, outputs: outputs)
  }

  /// Whether the ports of both differ for some of many samples.
  public static func isSeen(_ wrong: BitCircuit, _ circuit: BitCircuit, _ random: inout SplitMix64) -> Bool {
    var (own, other) = (BitSimulator(circuit), BitSimulator(wrong))
    return (0..<24).contains { _ in
      let inputs = (0..<circuit.inputCount).map { _ in random.next() }
      return own.step(inputs: inputs) != other.step(inputs: inputs)
    }
  }

  /// A sum of two codes, and the circuit of it on a carry chain.
  ///
  /// - Throws: as the parts do, which is a bug.
  public static func adder(width: Int) throws -> (Netlist, BitCircuit) {
    let format = try FixedPointFormat(width: width, fractionBits: 0, isSigned: false)
    let sum = try FixedPointFormat(width: width + 1, fractionBits: 0, isSigned: false)
    let place = Netlist.Place.sum(.init(layer: "layer1", index: 0))
    let netlist = try Netlist(
      name: "adder", inputs: ["a", "b"].map { Signal(name: $0, quantizer: Quantizer(format)) },
      outputSignals: [Signal(name: "y", quantizer: Quantizer(sum))], classNames: [], tables: [],
      modules: [.init(name: "", origin: "")],
      cells: [.init(cell: .sum([0, 1]), wire: .init(name: "n0_sum", format: sum, place: place), module: 0)],
      outputs: [3], classOutput: nil, validOutput: 2, latency: 0)
    var builder = BitCircuitBuilder(lutSize: 6, inputCount: 2 * width + 1)
    var (carry, outputs) = (BitCircuit.zero, [Int]())
    for bit in 0..<width {
      outputs.append(builder.add(.sum(builder.input(bit), builder.input(width + bit), carry)))
      carry = builder.add(.carry(builder.input(bit), builder.input(width + bit), carry))
    }
    outputs.append(carry)
    builder.endPart("n0_sum", module: 0, place: place, outputs: outputs.map { BitCircuit.Literal($0) })
    return (netlist, try builder.circuit(outputs: outputs + [builder.input(2 * width)]))
  }
}
