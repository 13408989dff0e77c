import LNQData
import LNQRandom

/// The gradients that the weights of connections would have which are not there.
///
/// They come from one training pass of the same network without masks, in which those weights are 0.
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
    let dense = network.mapLeaves { layer, offset in
      guard case .linear(let linear) = layer, linear.connections != nil else { return layer }
      slots.append(offset..<offset + linear.weight.count)
      return .linear(
        Linear(
          inputCount: linear.inputCount, outputCount: linear.outputCount, weight: linear.weight, bias: linear.bias))
    }
    let count = min(rows.count, max(batchSize, Self.rowCount))
    let executor = dense.executor(batchSize: count, labelSmoothing: labelSmoothing)
    let chosen = (0..<count).map { _ in Int32(Draw.index(below: rows.count, from: &generator)) }
    try executor.load(rows, at: chosen[...])
    _ = executor.trainingPass(count: count, dropout: &generator)
    let gradients = executor.gradients.values
    layers = slots.map { Array(gradients[$0]) }
  }
}
