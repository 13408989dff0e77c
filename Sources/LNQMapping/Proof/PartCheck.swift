import LNQFixedPoint
import LNQHardware

/// The check of one part of a circuit against its block.
struct PartCheck {
  private typealias Evidence = EquivalenceProof.Evidence

  private let circuit: BitCircuit
  private let netlist: Netlist
  /// For each wire of the netlist its bits; nil for what is not there.
  private let bits: [[BitCircuit.Literal]?]

  init(_ circuit: BitCircuit, _ netlist: Netlist, bits: [[BitCircuit.Literal]?]) {
    (self.circuit, self.netlist, self.bits) = (circuit, netlist, bits)
  }

  /// How a part is right or wrong, and of which codes that is said; none where it is not a matter of rows.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  func evidence(
    _ part: BitCircuit.Part, _ block: MappingBlock
  ) throws(BitCircuitError) -> (evidence: EquivalenceProof.Evidence, window: [Int]) {
    guard let code = part.code else { return (.dissolved, []) }
    if case .register(let input, let reset) = block.operation { return (register(code, input, reset), []) }
    guard let (task, reads) = BlockMapper.Task.of(block, in: netlist) else { return (.register, []) }
    let literals = reads.literals(in: bits)
    if task.inputCount > EquivalenceProof.rowLimit {
      return (literals.map { steps(part, code, task, $0) } ?? .open(bits: task.inputCount), [])
    }
    let check = CodeCheck(netlist: netlist, circuit: circuit, bits: bits)
    func windows() -> [[Int]] { check.windows.windows(from: check.windows.reads(of: block.wire)) }
    guard let literals else {
      let found = try check.evidence(of: block.wire, code, in: windows())
      guard case .open = found.evidence else { return found }
      let problem = "it reads more than the codes that it is a function of"
      return (.different(.init(output: nil, codes: [], problem: problem)), found.window)
    }
    let near = rows(code, task, reads, literals)
    if case .rows = near { return (near, reads.wires) }
    let far = try check.evidence(of: block.wire, code, in: Array(windows().dropFirst()))
    if case .rows = far.evidence { return far }
    return (near, reads.wires)
  }

  /// By a certificate.
  private func steps(
    _ part: BitCircuit.Part, _ code: [BitCircuit.Literal], _ task: BlockMapper.Task,
    _ literals: [BitCircuit.Literal]
  ) -> EquivalenceProof.Evidence {
    guard !(literals + code).contains(where: \.isInverted) else {
      return .different(.init(output: nil, codes: [], problem: "complements where its certificate speaks of wires"))
    }
    let (inputs, outputs) = (literals.map(\.wire), code.map(\.wire))
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

  private func register(_ code: [BitCircuit.Literal], _ input: Int, _ reset: Bool) -> Evidence {
    for (bit, output) in code.enumerated() {
      guard let source = bits[input]?[bit], !output.isInverted, !source.isInverted,
        circuit.node(ofWire: output.wire) == .flipFlop(source.wire, reset: reset)
      else {
        return .different(.init(output: bit, codes: [], problem: "bit \(bit) is no register of the bit before it"))
      }
    }
    return .register
  }

  // MARK: - Row by row

  private func rows(
    _ code: [BitCircuit.Literal], _ task: BlockMapper.Task, _ reads: BlockReads, _ inputs: [BitCircuit.Literal]
  ) -> Evidence {
    let expected = task.function
    let cone = Cone(circuit)
    guard let values = cone.values(of: code.map(\.wire), inputs: inputs) else {
      return .different(.init(output: nil, codes: [], problem: "it reads more than the block does"))
    }
    // Codes of the netlist may be the same wires of the circuit, or depend on each other: then not all rows can occur.
    var possible = cone.possible(inputs)
    if let care = expected.care { for word in possible.indices { possible[word] &= care[word] } }
    for word in possible.indices {
      for (output, literal) in code.enumerated() {
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
