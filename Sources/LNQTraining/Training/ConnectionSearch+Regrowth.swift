import LNQRandom

extension ConnectionSearch {
  /// Each output with a fan-in exchanges `share` of its connections, rounded at random so that the average is that
  /// share: the weakest ones for inputs that it does not see.
  ///
  /// A connection is as strong as its weight; one of a `NeuronLayer` as the 2-norm of all parameters that multiply its input.
  /// - Parameter gradients: the largest of them say which inputs; nil for any, all equally likely.
  func regrown(
    _ network: Network, share: Double, gradients: DenseGradients?, generator: inout SplitMix64
  ) -> Change {
    var change = Change(network: network, memory: [])
    for place in network.allPlaces {
      guard let index = place.sparseIndex else { continue }
      let exchange = ConnectionExchange(share: share, gradients: gradients?.layers[index])
      switch place.layer {
      case .linear(let inputCount, _, _, _):
        exchange.regrow(&change, index, inputCount: inputCount, offset: place.firstParameter, &generator)
      case .neurons(let shape):
        exchange.regrow(&change, index, shape, offset: place.firstParameter, &generator)
      default: break
      }
    }
    return change
  }
}

/// The exchange of one layer's connections.
private struct ConnectionExchange {
  let share: Double
  /// `outputCount` × `inputCount` values; nil when inputs are drawn.
  let gradients: [Float]?

  /// Of a `Linear`, whose weights begin at `offset`.
  func regrow(
    _ change: inout ConnectionSearch.Change, _ index: Int, inputCount: Int, offset: Int,
    _ generator: inout SplitMix64
  ) {
    for (output, inputs) in change.network.connections[index].enumerated() {
      let row = output * inputCount
      let exchange = exchange(
        inputs, strengths: inputs.map { abs(change.network.parameters[offset + row + $0]) }, gradientRow: row,
        inputCount: inputCount, taken: inputs, &generator)
      change.network.connections[index][output] = exchange.inputs
      for input in exchange.lost + exchange.grown {
        change.network.parameters[offset + row + input] = 0
        change.memory.append(OptimizerMemoryMove(place: offset + row + input, source: nil))
      }
    }
  }

  /// Of neurons, whose parameters begin at `offset`.
  func regrow(
    _ change: inout ConnectionSearch.Change, _ index: Int, _ shape: NeuronShape, offset: Int,
    _ generator: inout SplitMix64
  ) {
    let width = shape.parametersPerSubNeuron
    let terms = NeuronTerms(shape.function, fanIn: shape.fanIn)
    for (neuron, inputs) in change.network.connections[index].enumerated() {
      let first = offset + neuron * width
      let parameters = Array(change.network.parameters[first..<first + width])
      let output = neuron / shape.adders
      // The sub-neurons of an output should see different inputs.
      let siblings = change.network.connections[index][output * shape.adders..<(output + 1) * shape.adders].joined()
      let exchange = exchange(
        inputs, strengths: terms.strengths(parameters), gradientRow: output * shape.inputCount,
        inputCount: shape.inputCount, taken: Array(siblings), &generator)
      guard !exchange.grown.isEmpty else { continue }
      change.network.connections[index][neuron] = exchange.inputs
      let sources = terms.sources(of: exchange.inputs.map { inputs.firstIndex(of: $0) })
      for (place, source) in sources.enumerated() {
        change.network.parameters[first + place] = source.map { parameters[$0] } ?? 0
        change.memory.append(OptimizerMemoryMove(place: first + place, source: source.map { first + $0 }))
      }
    }
  }

  private struct Exchange {
    /// All connections afterwards, ascending.
    let inputs: [Int]
    let lost: [Int]
    let grown: [Int]
  }

  /// - Parameter taken: the inputs that do not grow.
  private func exchange(
    _ inputs: [Int], strengths: [Float], gradientRow: Int, inputCount: Int, taken: [Int],
    _ generator: inout SplitMix64
  ) -> Exchange {
    var isTaken = [Bool](repeating: false, count: inputCount)
    for input in taken { isTaken[input] = true }
    let others = (0..<inputCount).filter { !isTaken[$0] }
    let wanted = Int(share * Double(inputs.count) + generator.uniform())
    let count = min(wanted, inputs.count, others.count)
    let order = ConnectionSearch.order(strengths).map { inputs[$0] }
    let grown =
      if let gradients {
        ConnectionSearch.order(others.map { abs(gradients[gradientRow + $0]) }).prefix(count).map { others[$0] }
      } else {
        RandomDraws.distinct(count, below: others.count, from: &generator).map { others[$0] }
      }
    return Exchange(
      inputs: (order.dropLast(count) + grown).sorted(), lost: Array(order.suffix(count)), grown: Array(grown))
  }
}
