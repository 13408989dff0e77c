extension ConnectionSearch {
  /// Each output of a `Linear` with a fan-in keeps its largest weights, the first of equals.
  ///
  /// - Parameter count: how many, for a number of inputs and a fan-in.
  func pruned(_ network: Network, to count: (_ inputCount: Int, _ fanIn: Int) -> Int) -> Change {
    var moves: [OptimizerMemoryMove] = []
    let network = network.mapLeaves { layer, offset in
      guard case .linear(let linear) = layer, let connections = linear.connections, let fanIn = linear.fanIn else {
        return layer
      }
      let count = count(linear.inputCount, fanIn)
      let kept = connections.enumerated().map { output, inputs in
        let row = output * linear.inputCount
        let sizes = inputs.map { abs(linear.weight[row + $0]) }
        let order = Self.order(sizes)
        moves += order.dropFirst(count).map { OptimizerMemoryMove(place: offset + row + inputs[$0], source: nil) }
        return order.prefix(count).map { inputs[$0] }.sorted()
      }
      return .linear(linear.connected(kept))
    }
    return Change(network: network, memory: moves)
  }

  /// The indices of `scores`, the largest score first, the first of equals.
  static func order(_ scores: [Float]) -> [Int] {
    scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
  }
}
