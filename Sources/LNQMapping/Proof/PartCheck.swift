import LNQFixedPoint
import LNQHardware

/// The check of one part of a circuit against its block.
struct PartCheck {
  private typealias Evidence = EquivalenceProof.Evidence

  private let circuit: BitCircuit
  private let netlist: Netlist
  /// For each wire of the netlist its bits.
  private let bits: [[BitCircuit.Literal]]

  init(_ circuit: BitCircuit, _ netlist: Netlist, bits: [[BitCircuit.Literal]]) {
    (self.circuit, self.netlist, self.bits) = (circuit, netlist, bits)
  }

  func evidence(_ part: BitCircuit.Part, _ block: MappingBlock) -> EquivalenceProof.Evidence {
    if case .register(let input, let reset) = block.operation { return register(part, input, reset) }
    guard let (task, reads) = BlockMapper.Task.of(block, in: netlist) else { return .register }
    if task.inputCount <= EquivalenceProof.rowLimit { return rows(part, task, reads) }
    let literals = reads.literals(in: bits)
    guard !(literals + part.outputs).contains(where: \.isInverted) else {
      return .different(.init(output: nil, codes: [], problem: "complements where its certificate speaks of wires"))
    }
    let (inputs, outputs) = (literals.map(\.wire), part.outputs.map(\.wire))
    switch (task.kind, part.certificate) {
    case (.sum(let summands, let function, let output), .sum(let certificate)?):
      return SumCheck(cone: Cone(circuit), inputs: inputs, outputs: outputs).evidence(
        summands, function, output, certificate)
    case (.argmax(let codes, let isSigned, _), .largest(let certificate)?):
      return LargestCheck(cone: Cone(circuit), outputs: outputs).evidence(
        codes.map { $0.bits.map { $0 < BitCircuit.firstInput ? $0 : inputs[$0 - BitCircuit.firstInput] } },
        isSigned: isSigned, certificate)
    default: return .open(bits: task.inputCount)
    }
  }

  private func register(_ part: BitCircuit.Part, _ input: Int, _ reset: Bool) -> Evidence {
    for (bit, output) in part.outputs.enumerated() {
      let source = bits[input][bit]
      guard !output.isInverted, !source.isInverted,
        circuit.node(ofWire: output.wire) == .flipFlop(source.wire, reset: reset)
      else {
        return .different(.init(output: bit, codes: [], problem: "bit \(bit) is no register of the bit before it"))
      }
    }
    return .register
  }

  // MARK: - Row by row

  private func rows(_ part: BitCircuit.Part, _ task: BlockMapper.Task, _ reads: BlockReads) -> Evidence {
    let expected = task.function
    let inputs = reads.literals(in: bits)
    let cone = Cone(circuit)
    guard let values = cone.values(of: part.outputs.map(\.wire), inputs: inputs) else {
      return .different(.init(output: nil, codes: [], problem: "it reads more than the block does"))
    }
    // Codes of the netlist may be the same wires of the circuit, or depend on each other: then not all rows can occur.
    var possible = cone.possible(inputs)
    if let care = expected.care { for word in possible.indices { possible[word] &= care[word] } }
    for word in possible.indices {
      for (output, literal) in part.outputs.enumerated() {
        let difference = (values[output][word] ^ literal.flip ^ expected.outputs[output][word]) & possible[word]
        guard difference != 0 else { continue }
        let row = word * 64 + difference.trailingZeroBitCount
        return .different(
          .init(output: output, codes: reads.codes(inRow: row, of: netlist), problem: "bit \(output) is wrong"))
      }
    }
    return .rows(1 << task.inputCount)
  }
}
