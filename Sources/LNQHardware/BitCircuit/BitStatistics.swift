/// What a circuit of bits is made of.
public struct BitStatistics: Hashable, Sendable {
  /// How many LUTs have 1, 2, …, K inputs: index 0 is those of one input (inverters).
  public let lutsBySize: [Int]
  /// How many pairs of LUTs fit into one physical LUT of 6 inputs and two outputs: at most 5 distinct inputs together. Found
  /// greedily, so more may exist.
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
    let nodes = circuit.parts.filter { isCounted?($0) ?? true }.flatMap { circuit.nodes[$0.nodes] }
    var sizes = [Int](repeating: 0, count: circuit.lutSize)
    var small: [Set<Int>] = []
    var adders: Set<[Int]> = []
    var flipFlops = 0
    for node in nodes {
      switch node {
      case .lut(let inputs, _):
        if !inputs.isEmpty { sizes[inputs.count - 1] += 1 }
        if inputs.count <= 5 { small.append(Set(inputs)) }
      case .sum, .carry: adders.insert(node.inputs)
      case .flipFlop: flipFlops += 1
      }
    }
    lutsBySize = sizes
    carryBits = adders.count
    self.flipFlops = flipFlops
    lutPairs = Self.pairs(small)
    var depths = [Int](repeating: 0, count: circuit.firstNodeWire)
    for node in circuit.nodes {
      let deepest = node.inputs.map { depths[$0] }.max() ?? 0
      if case .flipFlop = node { depths.append(0) } else { depths.append(deepest + 1) }
    }
    depth = depths.max() ?? 0
  }

  /// Each LUT, the one with the most inputs first, takes the partner with which it shares the most.
  private static func pairs(_ luts: [Set<Int>]) -> Int {
    var users: [Int: [Int]] = [:]
    for (index, inputs) in luts.enumerated() { for input in inputs { users[input, default: []].append(index) } }
    var isTaken = [Bool](repeating: false, count: luts.count)
    var (pairs, left) = (0, [Int]())
    for index in luts.indices.sorted(by: { (luts[$1].count, $0) < (luts[$0].count, $1) }) where !isTaken[index] {
      var best: (shared: Int, other: Int)?
      for other in Set(luts[index].flatMap { users[$0] ?? [] }).sorted() where other != index && !isTaken[other] {
        let shared = luts[index].intersection(luts[other]).count
        guard luts[index].count + luts[other].count - shared <= 5, shared > best?.shared ?? 0 else { continue }
        best = (shared, other)
      }
      guard let best else {
        left.append(index)
        continue
      }
      (isTaken[index], isTaken[best.other]) = (true, true)
      pairs += 1
    }
    // What shares nothing: 3 inputs and 2, 4 and 1, 2 and 2, ….
    var bySize = (0...5).map { size in left.count { !isTaken[$0] && luts[$0].count == size } }
    for (large, small) in [(4, 1), (3, 2)] {
      let count = min(bySize[large], bySize[small])
      (pairs, bySize[large], bySize[small]) = (pairs + count, bySize[large] - count, bySize[small] - count)
    }
    return pairs + (bySize[1] + bySize[2]) / 2
  }
}
