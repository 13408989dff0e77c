import LNQHardware

/// Evaluates wires of a circuit as functions of other wires, for all rows of those.
struct Cone {
  private let circuit: BitCircuit

  init(_ circuit: BitCircuit) { self.circuit = circuit }

  /// For each of `wires` a bit for each row of `inputs`; nil when one depends on something else, or on a flip-flop.
  ///
  /// A wire that stands twice in `inputs` has the bits of the last place; see `possible`.
  ///
  /// - Parameter limit: nil comes also when more nodes are between.
  func values(of wires: [Int], inputs: [BitCircuit.Literal?], nodesAtMost limit: Int = .max) -> [[UInt64]]? {
    let words = BitFunction.wordCount(inputCount: inputs.count)
    var known: [Int: [UInt64]] = [
      BitCircuit.zero: Array(repeating: 0, count: words), BitCircuit.one: Array(repeating: .max, count: words),
    ]
    for (place, input) in inputs.enumerated() {
      guard let input, input.wire >= BitCircuit.firstInput else { continue }
      known[input.wire] = (0..<words).map { Self.variable(place, $0) ^ input.flip }
    }
    // The nodes between, in order.
    var (needed, stack) = (Set<Int>(), wires)
    while let wire = stack.popLast() {
      guard known[wire] == nil, !needed.contains(wire) else { continue }
      guard wire >= circuit.firstNodeWire, needed.count < limit else { return nil }
      let node = circuit.nodes[wire - circuit.firstNodeWire]
      if case .flipFlop = node { return nil }
      needed.insert(wire)
      stack += node.inputs
    }
    for wire in needed.sorted() {
      let node = circuit.nodes[wire - circuit.firstNodeWire]
      let below = Dictionary(uniqueKeysWithValues: Set(node.inputs).map { ($0, known[$0] ?? []) })
      known[wire] = (0..<words).map { word in node.value { below[$0]?[word] ?? 0 } }
    }
    return wires.map { known[$0] ?? [] }
  }

  /// As above, of wires.
  func values(of wires: [Int], inputs: [Int]) -> [[UInt64]]? {
    values(of: wires, inputs: inputs.map { BitCircuit.Literal($0) })
  }

  /// As below, of wires.
  func possible(_ inputs: [Int]) -> [UInt64] { possible(inputs.map { BitCircuit.Literal($0) }) }

  /// The rows that can occur: places with the same wire, or with a constant, agree with it, and a wire that the circuit computes
  /// of others of the inputs is what it computes. Relations that take many nodes are not looked for.
  func possible(_ inputs: [BitCircuit.Literal?]) -> [UInt64] {
    let words = BitFunction.wordCount(inputCount: inputs.count)
    var possible = [UInt64](repeating: .max, count: words)
    if inputs.count < 6 { possible[0] = (1 << (1 << UInt64(inputs.count))) - 1 }
    var places: [Int: Int] = [:]
    for (place, input) in inputs.enumerated() {
      guard let input else { continue }
      let others = inputs.enumerated().map { $0.offset < place || $0.element?.wire != input.wire ? $0.element : nil }
      let known =
        places.updateValue(place, forKey: input.wire) != nil || input.wire < BitCircuit.firstInput
        ? values(of: [input.wire], inputs: others)
        : values(of: [input.wire], inputs: others, nodesAtMost: Self.relationLimit)
      guard let value = known?.first else { continue }
      for word in 0..<words { possible[word] &= ~(Self.variable(place, word) ^ input.flip ^ value[word]) }
    }
    return possible
  }

  /// How many nodes a relation between inputs can take to be seen.
  private static let relationLimit = 32

  /// A word of the rows in which the input at a place is 1.
  private static func variable(_ place: Int, _ word: Int) -> UInt64 {
    place < 6 ? SmallTable.variables[place] : word >> (place - 6) & 1 == 1 ? .max : 0
  }
}

extension BitCircuit.Literal {
  /// What a word of the wire differs by from one of the literal.
  var flip: UInt64 { isInverted ? .max : 0 }
}
