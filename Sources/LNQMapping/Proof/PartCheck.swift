import LNQFixedPoint
import LNQHardware

/// The check of one part of a circuit against its block.
struct PartCheck {
  private typealias Evidence = EquivalenceProof.Evidence

  private let circuit: BitCircuit
  private let netlist: Netlist
  /// The blocks, by their wires.
  private let blocks: [Int: MappingBlock]
  /// For each wire of the netlist its bits; nil for one that the circuit has no wire of.
  private let bits: [[BitCircuit.Literal?]]

  init(_ circuit: BitCircuit, _ netlist: Netlist, _ blocks: [MappingBlock], bits: [[BitCircuit.Literal?]]) {
    (self.circuit, self.netlist, self.bits) = (circuit, netlist, bits)
    self.blocks = Dictionary(uniqueKeysWithValues: blocks.map { ($0.wire, $0) })
  }

  func evidence(_ part: BitCircuit.Part, _ block: MappingBlock) -> EquivalenceProof.Evidence {
    if case .register(let input, let reset) = block.operation { return register(part, input, reset) }
    guard let (task, wires) = BlockMapper.Task.of(block, in: netlist) else { return .register }
    if task.inputCount <= EquivalenceProof.rowLimit { return rows(part, task, wires) }
    let literals = wires.flatMap { bits[$0] }
    // A certificate speaks of wires: all bits are there, and none is a complement.
    let inputs = literals.compactMap { $0 }.filter { !$0.isInverted }.map(\.wire)
    let outputs = part.outputs.compactMap { $0 }.filter { !$0.isInverted }.map(\.wire)
    guard inputs.count == literals.count, outputs.count == part.outputs.count else {
      return .different(.init(output: nil, codes: [], problem: "its certificate speaks of wires that are not there"))
    }
    switch (task.kind, part.certificate) {
    case (.sum(let summands, let function, let output), .sum(let certificate)?):
      return SumCheck(cone: Cone(circuit), inputs: inputs, outputs: outputs).evidence(
        summands, function, output, certificate)
    case (.argmax(let codes, let isSigned, _), .largest(let certificate)?):
      return LargestCheck(cone: Cone(circuit), outputs: outputs).evidence(
        codes.map { $0.map { inputs[$0] } }, isSigned: isSigned, certificate)
    default: return .open(bits: task.inputCount)
    }
  }

  private func register(_ part: BitCircuit.Part, _ input: Int, _ reset: Bool) -> Evidence {
    for (bit, output) in part.outputs.enumerated() {
      // A register that nothing reads may be gone.
      guard let output else { continue }
      guard let source = bits[input][bit], !output.isInverted, !source.isInverted,
        circuit.node(ofWire: output.wire) == .flipFlop(source.wire, reset: reset)
      else {
        return .different(.init(output: bit, codes: [], problem: "bit \(bit) is no register of the bit before it"))
      }
    }
    return .register
  }

  // MARK: - Row by row

  private func rows(_ part: BitCircuit.Part, _ task: BlockMapper.Task, _ wires: [Int]) -> Evidence {
    let expected = task.function
    var sources = Sources()
    let places = wires.flatMap { wire in bits[wire].indices.map { (wire, $0) } }
    let inputs = places.enumerated().map { index, place in
      // A bit that is not there, and does not matter, may be anything.
      expected.depends(on: index) || bits[place.0][place.1] != nil ? add(place.0, place.1, to: &sources) : nil
    }
    guard sources.literals.count <= EquivalenceProof.rowLimit else { return .open(bits: sources.literals.count) }
    let cone = Cone(circuit)
    let present = part.outputs.indices.filter { part.outputs[$0] != nil }
    guard
      let values = cone.values(of: present.compactMap { part.outputs[$0]?.wire }, inputs: sources.literals)
    else { return .different(.init(output: nil, codes: [], problem: "it reads more than the block does")) }
    let count = sources.literals.count
    func address(_ row: Int) -> Int {
      let known = sources.values(row)
      return inputs.enumerated().reduce(0) { $0 | ($1.element.map { known[$0] ? 1 : 0 } ?? 0) << $1.offset }
    }
    let isPlain = inputs == Array(0..<count)
    let wanted =
      isPlain ? expected : BitFunction(inputCount: count, outputCount: expected.outputs.count) { expected[address($0)] }
    // Codes of the netlist may be the same wires of the circuit, or depend on each other: then not all rows can occur.
    let possible = cone.possible(sources.literals)
    for word in possible.indices {
      for (value, output) in zip(values, present) {
        let own = value[word] ^ (part.outputs[output]?.flip ?? 0)
        let difference = (own ^ wanted.outputs[output][word]) & possible[word]
        guard difference != 0 else { continue }
        let row = address(word * 64 + difference.trailingZeroBitCount)
        return .different(.init(output: output, codes: codes(wires, row), problem: "bit \(output) is wrong"))
      }
    }
    return .rows(1 << count)
  }

  /// The codes of the wires in a row of the block's function.
  private func codes(_ wires: [Int], _ row: Int) -> [Int] {
    var place = 0
    return wires.map { wire in
      let format = netlist.format(ofWire: wire)
      defer { place += format.width }
      return format.code(ofBitPattern: UInt32(truncatingIfNeeded: row >> place))
    }
  }

  /// Adds a bit of a wire to what is known in each row: the bit itself where the circuit has it, else what its block says.
  private func add(_ wire: Int, _ bit: Int, to sources: inout Sources) -> Int {
    let key = Sources.Key(wire: wire, bit: bit)
    if let known = sources.numbers[key] { return known }
    if let literal = bits[wire][bit] { return sources.add(key, literal) }
    guard let block = blocks[wire], let (task, wires) = BlockMapper.Task.of(block, in: netlist),
      task.inputCount <= EquivalenceProof.rowLimit
    else { return sources.add(key, nil) }
    let places = wires.flatMap { wire in bits[wire].indices.map { (wire, $0) } }
    let inputs = places.map { add($0.0, $0.1, to: &sources) }
    return sources.add(key, task.function, inputs)
  }
}

/// Bits of which a part's code is a function: some that are given, the others computed of them.
private struct Sources {
  struct Key: Hashable {
    let wire: Int
    let bit: Int
  }

  private enum Bit {
    /// The place among the given ones.
    case given(Int)
    /// A bit of a function of bits before it.
    case computed(BitFunction, bit: Int, [Int])
  }

  /// What is given; nil for what the circuit has no wire of, and that may be anything.
  private(set) var literals: [BitCircuit.Literal?] = []
  private(set) var numbers: [Key: Int] = [:]
  private var bits: [Bit] = []

  mutating func add(_ key: Key, _ literal: BitCircuit.Literal?) -> Int {
    bits.append(.given(literals.count))
    literals.append(literal)
    numbers[key] = bits.count - 1
    return bits.count - 1
  }

  mutating func add(_ key: Key, _ function: BitFunction, _ inputs: [Int]) -> Int {
    bits.append(.computed(function, bit: key.bit, inputs))
    numbers[key] = bits.count - 1
    return bits.count - 1
  }

  /// All bits in a row of the given ones.
  func values(_ row: Int) -> [Bool] {
    var values: [Bool] = []
    for bit in bits {
      switch bit {
      case .given(let place): values.append(row >> place & 1 == 1)
      case .computed(let function, let bit, let inputs):
        let address = inputs.enumerated().reduce(0) { $0 | (values[$1.element] ? 1 : 0) << $1.offset }
        values.append(function[address] >> UInt64(bit) & 1 == 1)
      }
    }
    return values
  }
}
