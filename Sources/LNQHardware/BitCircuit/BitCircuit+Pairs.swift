extension BitCircuit {
  /// Pairs of nodes, lower index first, that fit into one physical LUT of six inputs with two outputs: at most 5 distinct
  /// inputs together. Found greedily, so more may exist. Adder bits are LUTs here.
  ///
  /// Both have the same depth, so that no path leads from one pair through others back to it.
  public var lutPairs: [(Int, Int)] {
    var depths = [Int](repeating: 0, count: firstNodeWire)
    var groups: [Int: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      if case .flipFlop = node {
        depths.append(0)
        continue
      }
      depths.append((node.inputs.map { depths[$0] }.max() ?? 0) + 1)
      if (1...5).contains(node.inputs.count) { groups[depths[depths.count - 1], default: []].append(index) }
    }
    return groups.sorted { $0.key < $1.key }.flatMap { pairs($0.value) }
  }

  /// Each LUT, the one with the most inputs first, takes the partner with which it shares the most.
  private func pairs(_ luts: [Int]) -> [(Int, Int)] {
    let sets = Dictionary(uniqueKeysWithValues: luts.map { ($0, Set(nodes[$0].inputs)) })
    func inputs(_ lut: Int) -> Set<Int> { sets[lut] ?? [] }
    var users: [Int: [Int]] = [:]
    for lut in luts { for input in inputs(lut) { users[input, default: []].append(lut) } }
    var (taken, pairs, left) = (Set<Int>(), [(Int, Int)](), [Int]())
    func take(_ lut: Int, _ other: Int) {
      taken.formUnion([lut, other])
      pairs.append((min(lut, other), max(lut, other)))
    }
    let order = luts.sorted { (inputs($1).count, $0) < (inputs($0).count, $1) }
    for lut in order where !taken.contains(lut) {
      var best: (shared: Int, other: Int)?
      for other in Set(inputs(lut).flatMap { users[$0] ?? [] }).sorted() where other != lut && !taken.contains(other) {
        let shared = inputs(lut).intersection(inputs(other)).count
        guard inputs(lut).count + inputs(other).count - shared <= 5, shared > best?.shared ?? 0 else { continue }
        best = (shared, other)
      }
      if let best { take(lut, best.other) } else { left.append(lut) }
    }
    // What shares nothing: 4 inputs and 1, 3 and 2, ….
    var rest = left.filter { !taken.contains($0) }
    while let lut = rest.first {
      rest.removeFirst()
      guard let place = rest.firstIndex(where: { inputs($0).count + inputs(lut).count <= 5 }) else { continue }
      take(lut, rest.remove(at: place))
    }
    return pairs
  }
}
