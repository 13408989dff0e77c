/// What a circuit of bits is made of.
public struct BitStatistics: Hashable, Sendable {
  /// How many LUTs have 1, 2, …, K inputs: index 0 is those of one input (inverters).
  public let lutsBySize: [Int]
  /// How many pairs of them, adder bits too, share a physical LUT of 6 inputs and two outputs: `BitCircuit.lutPairs`.
  public let lutPairs: Int
  /// How many bits of carry chains.
  public let carryBits: Int
  /// How many flip-flops.
  public let flipFlops: Int
  /// The most LUTs and adders on a path between inputs, flip-flops and outputs.
  public let depth: Int

  /// All LUTs, each single output counted.
  public var luts: Int { lutsBySize.reduce(0, +) }

  /// Counts the nodes of a circuit, or of some of its parts; the depth is that of the whole circuit.
  ///
  /// - Parameter isCounted: whether a part counts; nil for all.
  public init(_ circuit: BitCircuit, where isCounted: ((BitCircuit.Part) -> Bool)? = nil) {
    let indices = circuit.parts.filter { isCounted?($0) ?? true }.flatMap(\.nodes)
    var sizes = [Int](repeating: 0, count: circuit.lutSize)
    var adders: Set<[Int]> = []
    var flipFlops = 0
    for index in indices {
      let node = circuit.nodes[index]
      switch node {
      case .lut(let inputs, _):
        if !inputs.isEmpty { sizes[inputs.count - 1] += 1 }
      case .sum, .carry: adders.insert(node.inputs)
      case .flipFlop: flipFlops += 1
      }
    }
    lutsBySize = sizes
    carryBits = adders.count
    self.flipFlops = flipFlops
    let counted = Set(indices)
    lutPairs = circuit.lutPairs.count { counted.contains($0.0) && counted.contains($0.1) }
    var depths = [Int](repeating: 0, count: circuit.firstNodeWire)
    for node in circuit.nodes {
      let deepest = node.inputs.map { depths[$0] }.max() ?? 0
      if case .flipFlop = node { depths.append(0) } else { depths.append(deepest + 1) }
    }
    depth = depths.max() ?? 0
  }
}

extension BitCircuit {
  /// How many LUTs have inputs: `BitStatistics.luts` of the whole circuit.
  public var lutCount: Int {
    nodes.count { if case .lut(let inputs, _) = $0 { !inputs.isEmpty } else { false } }
  }
}
