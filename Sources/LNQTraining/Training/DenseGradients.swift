import LNQData
import LNQRandom

/// The gradients that the weights of missing connections would have.
///
/// They come from one training pass of the same network without masks, in which those weights are 0. Beside a `NeuronLayer`
/// stands a dense `Linear` with weights of 0: its gradients are those of the linear terms of inputs that a neuron does not see.
struct DenseGradients {
  /// Of each layer with connections, in order: `outputCount` × `inputCount` values, row after row.
  let layers: [[Float]]

  /// How many rows the pass has, or all when there are fewer.
  private static let rowCount = 4096

  /// - Throws: `TrainingError` when the rows do not suit the network.
  init(
    of network: Network, over rows: LabelledRows, batchSize: Int, labelSmoothing: Double,
    generator: inout SplitMix64
  ) throws(TrainingError) {
    let (probe, slots) = network.denseProbe
    let count = min(rows.count, max(batchSize, Self.rowCount))
    let executor = probe.executor(batchSize: count, labelSmoothing: labelSmoothing)
    let chosen = (0..<count).map { _ in Int32(RandomDraws.index(below: rows.count, from: &generator)) }
    try executor.load(rows, at: chosen[...])
    _ = executor.trainingPass(count: count, dropout: &generator)
    let gradients = executor.gradients.values
    layers = slots.map { Array(gradients[$0]) }
  }
}

extension Network {
  /// The network without masks, and where its parameters have the weights of each layer with connections.
  fileprivate var denseProbe: (network: Network, slots: [Range<Int>]) {
    func dense(_ layer: Layer) -> Layer {
      switch layer {
      case .linear(let inputCount, let outputCount, let hasBias, _?):
        return .linear(inputCount: inputCount, outputCount: outputCount, hasBias: hasBias, fanIn: nil)
      case .neurons(let shape):
        return .residual(
          body: [layer],
          shortcut: [.linear(inputCount: shape.inputCount, outputCount: shape.outputCount, hasBias: false, fanIn: nil)])
      case .branches(let sum, let branches): return .branches(sum, branches.map { $0.map(dense) })
      default: return layer
      }
    }
    // Of the probe's layers, each that is in the network, or else the shortcut beside neurons.
    var sources: [LayerPlace?] = []
    var slotIndices: [Int] = []
    for place in allPlaces {
      if case .neurons = place.layer { sources.append(nil) }
      if place.sparseIndex != nil { slotIndices.append(sources.count) }
      sources.append(place)
      guard case .neurons = place.layer else { continue }
      slotIndices[slotIndices.count - 1] = sources.count
      sources.append(nil)
    }
    let probe = Network(name: name, inputCount: inputCount, outputCount: outputCount, layers: layers.map(dense)) {
      guard let source = sources[$0.index] else { return LayerNumbers(startOf: $0.layer) }
      var own = numbers(at: source)
      if $0.sparseIndex == nil { own.connections = nil }
      return own
    }
    let places = probe.allPlaces
    return (probe, slotIndices.map { places[$0].tensors[0].range })
  }
}
