import LNQRandom

extension ConnectionSearch {
  /// Each output of a `Linear` with a fan-in exchanges `share` of its connections, rounded at random so that it is that
  /// share in the mean: those with the smallest weights for inputs that it does not see.
  ///
  /// - Parameter gradients: the largest of them say which; nil for any inputs, all equally likely.
  func regrown(
    _ network: Network, share: Double, gradients: DenseGradients?, generator: inout SplitMix64
  ) -> Change {
    var forgotten: [Int] = []
    var sparseIndex = 0
    let network = network.mapLeaves { layer, offset in
      guard case .linear(let linear) = layer, let connections = linear.connections else { return layer }
      let gradient = gradients?.layers[sparseIndex]
      sparseIndex += 1
      let inputCount = linear.inputCount
      let exchanged = connections.enumerated().map { output, inputs in
        let row = output * inputCount
        let others = Self.others(than: inputs, inputCount: inputCount)
        let wanted = Int(share * Double(inputs.count) + generator.uniform())
        let count = min(wanted, inputs.count, others.count)
        let kept = Self.order(inputs.map { abs(linear.weight[row + $0]) })
        let lost = kept.suffix(count).map { inputs[$0] }
        let grown: [Int]
        if let gradient {
          grown = Self.order(others.map { abs(gradient[row + $0]) }).prefix(count).map { others[$0] }
        } else {
          grown = Draw.distinct(count, below: others.count, from: &generator).map { others[$0] }
        }
        forgotten += (lost + grown).map { offset + row + $0 }
        return (kept.dropLast(count).map { inputs[$0] } + grown).sorted()
      }
      return .linear(linear.connected(exchanged))
    }
    return Change(network: network, forgotten: forgotten)
  }

  /// The inputs that are not among `inputs`, ascending.
  static func others(than inputs: [Int], inputCount: Int) -> [Int] {
    var isTaken = [Bool](repeating: false, count: inputCount)
    for input in inputs { isTaken[input] = true }
    return (0..<inputCount).filter { !isTaken[$0] }
  }
}
