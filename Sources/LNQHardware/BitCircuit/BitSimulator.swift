/// Runs a circuit of bits cycle by cycle, 64 samples a word.
public struct BitSimulator: Sendable {
  let circuit: BitCircuit
  /// The wires' bits in the current cycle, a bit a sample; of flip-flops also between cycles.
  private var wires: [UInt64]

  /// The circuit after a reset.
  public init(_ circuit: BitCircuit) {
    self.circuit = circuit
    wires = [UInt64](repeating: 0, count: circuit.wireCount)
    wires[BitCircuit.one] = .max
  }

  /// One clock cycle of 64 independent circuits: the outputs before the rising edge, with these inputs.
  ///
  /// - Precondition: one word for each input.
  public mutating func step(inputs: [UInt64]) -> [UInt64] {
    evaluate(inputs: inputs)
    let outputs = circuit.outputs.map { wires[$0] }
    // A flip-flop may read another one: all read before any changes.
    let next = circuit.nodes.enumerated().compactMap { index, node in
      if case .flipFlop(let input, _) = node { (circuit.firstNodeWire + index, wires[input]) } else { nil }
    }
    for (wire, value) in next { wires[wire] = value }
    return outputs
  }

  /// Computes every wire but flip-flops from these inputs.
  ///
  /// - Precondition: one word for each input.
  public mutating func evaluate(inputs: [UInt64]) {
    precondition(inputs.count == circuit.inputCount, "\(inputs.count) words for \(circuit.inputCount) inputs")
    wires.replaceSubrange(BitCircuit.firstInput..<circuit.firstNodeWire, with: inputs)
    for (index, node) in circuit.nodes.enumerated() {
      if case .flipFlop = node { continue }
      wires[circuit.firstNodeWire + index] = node.value { wires[$0] }
    }
  }

  /// The 64 bits on a wire in the cycle that was stepped last; of a flip-flop already the next cycle's.
  public subscript(wire: Int) -> UInt64 { wires[wire] }
}

extension BitCircuit.Node {
  /// What it gives for 64 samples; of a flip-flop what it reads.
  ///
  /// - Parameter bits: a wire's bits, one a sample.
  public func value(_ bits: (Int) -> UInt64) -> UInt64 {
    switch self {
    case .lut(let inputs, let mask): SmallTable.value(mask, inputs, count: inputs.count, bits)
    case .sum(let a, let b, let c): bits(a) ^ bits(b) ^ bits(c)
    case .carry(let a, let b, let c): bits(a) & bits(b) | bits(c) & (bits(a) | bits(b))
    case .flipFlop(let input, _): bits(input)
    }
  }
}

extension SmallTable {
  /// The table's bits for 64 samples at once.
  ///
  /// - Parameter bits: a wire's bits, one a sample.
  public func value(_ bits: (Int) -> UInt64) -> UInt64 { Self.value(mask, inputs, count: inputs.count, bits) }

  /// Halves the mask by the first `count` inputs, the highest first.
  fileprivate static func value(_ mask: UInt64, _ inputs: [Int], count: Int, _ bits: (Int) -> UInt64) -> UInt64 {
    guard count > 0 else { return mask & 1 == 0 ? 0 : .max }
    let rows = UInt64(1) << UInt64(count - 1)
    let (low, high) = (mask & ((1 << rows) - 1), mask >> rows)
    let lowBits = value(low, inputs, count: count - 1, bits)
    guard low != high else { return lowBits }
    let select = bits(inputs[count - 1])
    return lowBits & ~select | value(high, inputs, count: count - 1, bits) & select
  }
}
