import LNQData
import LNQRandom

/// The gradients that the weights of connections would have which are not there.
///
/// They come from one training pass of the same network without masks, in which those weights are 0. Beside a `NeuronLayer`
/// stands a dense `Linear` with weights of 0: its gradients are those of the linear terms of inputs that a neuron does not see.
struct DenseGradients {
  /// Of each layer with connections, in order: `outputCount` × `inputCount` values, row after row.
  let layers: [[Float]]

  /// How many rows the pass has, as far as there are so many.
  private static let rowCount = 4096

  /// - Throws: `TrainingError` when the rows do not suit the network.
  init(
    of network: Network, over rows: LabelledRows, batchSize: Int, labelSmoothing: Double,
    generator: inout SplitMix64
  ) throws(TrainingError) {
    var slots: [Range<Int>] = []
    // How many parameters the probe has more than the network, up to a layer.
    var shift = 0
    let probe = network.mapLeaves { layer, offset in
      switch layer {
      case .linear(let linear) where linear.connections != nil:
        slots.append(offset + shift..<offset + shift + linear.weight.count)
        return .linear(
          Linear(
            inputCount: linear.inputCount, outputCount: linear.outputCount, weight: linear.weight, bias: linear.bias))
      case .neurons(let neurons):
        let (inputCount, outputCount) = (neurons.shape.inputCount, neurons.shape.outputCount)
        let zeros = [Float](repeating: 0, count: inputCount * outputCount)
        let start = offset + shift + layer.layerDescription.storedParameterCount
        slots.append(start..<start + zeros.count)
        shift += zeros.count
        let shortcut = Linear(inputCount: inputCount, outputCount: outputCount, weight: zeros, bias: nil)
        return .branches(.residual(body: [layer], shortcut: [.linear(shortcut)]))
      default:
        return layer
      }
    }
    let count = min(rows.count, max(batchSize, Self.rowCount))
    let executor = probe.executor(batchSize: count, labelSmoothing: labelSmoothing)
    let chosen = (0..<count).map { _ in Int32(RandomDraws.index(below: rows.count, from: &generator)) }
    try executor.load(rows, at: chosen[...])
    _ = executor.trainingPass(count: count, dropout: &generator)
    let gradients = executor.gradients.values
    layers = slots.map { Array(gradients[$0]) }
  }
}
