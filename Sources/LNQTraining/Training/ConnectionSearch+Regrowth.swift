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
    var moves: [OptimizerMemoryMove] = []
    var sparseIndex = 0
    let network = network.mapLeaves { layer, offset in
      guard layer.connections != nil else { return layer }
      let growth = ConnectionExchange(share: share, gradients: gradients?.layers[sparseIndex])
      sparseIndex += 1
      switch layer {
      case .linear(let linear): return .linear(growth.regrown(linear, offset, &moves, &generator))
      case .neurons(let neurons): return .neurons(growth.regrown(neurons, offset, &moves, &generator))
      default: return layer
      }
    }
    return Change(network: network, memory: moves)
  }
}

/// The exchange of one layer's connections.
private struct ConnectionExchange {
  let share: Double
  /// `outputCount` × `inputCount` values; nil when inputs are drawn.
  let gradients: [Float]?

  func regrown(
    _ linear: Linear, _ offset: Int, _ moves: inout [OptimizerMemoryMove], _ generator: inout SplitMix64
  ) -> Linear {
    var connections = linear.connections ?? []
    for output in connections.indices {
      let row = output * linear.inputCount
      let inputs = connections[output]
      let exchange = exchange(
        inputs, strengths: inputs.map { abs(linear.weight[row + $0]) }, gradientRow: row,
        inputCount: linear.inputCount, taken: inputs, &generator)
      connections[output] = exchange.inputs
      moves += (exchange.lost + exchange.grown).map { OptimizerMemoryMove(place: offset + row + $0, source: nil) }
    }
    return linear.connected(connections)
  }

  func regrown(
    _ neurons: NeuronLayer, _ offset: Int, _ moves: inout [OptimizerMemoryMove], _ generator: inout SplitMix64
  ) -> NeuronLayer {
    let (shape, width) = (neurons.shape, neurons.shape.parametersPerSubNeuron)
    let terms = NeuronTerms(shape.function, fanIn: shape.fanIn)
    var (connections, weight) = (neurons.connections, neurons.weight)
    for index in connections.indices {
      let inputs = connections[index]
      let parameters = Array(neurons.parameters(ofSubNeuron: index))
      let output = index / shape.adders
      // The sub-neurons of an output should see different inputs.
      let siblings = connections[output * shape.adders..<(output + 1) * shape.adders].joined()
      let exchange = exchange(
        inputs, strengths: terms.strengths(parameters), gradientRow: output * shape.inputCount,
        inputCount: shape.inputCount, taken: Array(siblings), &generator)
      guard !exchange.grown.isEmpty else { continue }
      connections[index] = exchange.inputs
      let sources = terms.sources(of: exchange.inputs.map { inputs.firstIndex(of: $0) })
      for (place, source) in sources.enumerated() {
        weight[index * width + place] = source.map { parameters[$0] } ?? 0
        moves.append(
          OptimizerMemoryMove(
            place: offset + index * width + place, source: source.map { offset + index * width + $0 }))
      }
    }
    return NeuronLayer(
      shape: shape, connections: connections, weight: weight, adderLog2Scale: neurons.adderQuantizer?.log2Scale)
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
