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
    func hasNeurons(_ place: LayerPlace) -> Bool { if case .neurons = place.layer { true } else { false } }
    let sources = Dictionary(
      uniqueKeysWithValues: allPlaces.map { (hasNeurons($0) ? "\($0.path).body.0" : $0.path, $0) })
    let probe = Network(name: name, inputCount: inputCount, outputCount: outputCount, layers: layers.map(dense)) {
      guard let source = sources[$0.path] else { return LayerNumbers(startOf: $0.layer) }
      var own = numbers(at: source)
      if $0.sparseIndex == nil { own.connections = nil }
      return own
    }
    let slots = Dictionary(uniqueKeysWithValues: probe.allPlaces.map { ($0.path, $0.tensors.first?.range ?? 0..<0) })
    let paths = allPlaces.filter { $0.sparseIndex != nil }.map { hasNeurons($0) ? "\($0.path).shortcut.0" : $0.path }
    return (probe, paths.compactMap { slots[$0] })
  }
}
