internal import CKernels
import LNQData
import LNQRandom

/// Computes with a sparse network of few bits in kernels of its own, feature by feature.
///
/// A batch is stored in columns, one for each feature, so that everything is vectorised over the rows: a neuron costs what
/// its connections cost, and normalization, quantizer and products of a column find it in the nearest cache. A pass is one
/// call of `CKernels`. Neurons, batch normalization, and a ReLU or quantizer that follow each other are one stage.
/// Parameters, gradients and running statistics are laid out as in `NetworkExecutor`. Equal inputs give equal bytes on
/// processors with the same `KernelSet`.
public final class ColumnExecutor: BatchExecutor {
  /// The most rows a batch can have.
  public let batchSize: Int
  /// Every weight and bias, layer after layer, in the order of PyTorch's `parameters()`; masked weights are here and 0.
  public let parameters: ScalarBuffer<Float>
  /// The derivative of the loss with respect to each parameter, after `trainingPass`; 0 for masked weights.
  public let gradients: ScalarBuffer<Float>
  /// Means, then variances, of each batch normalization, layer after layer.
  public let runningStatistics: ScalarBuffer<Float>
  /// The compiled kernels that compute.
  public let kernels: KernelSet

  /// From which batches on a sparse network is faster here than in `FusedExecutor`, whose vectors run over the features: with
  /// jet-64-32-32-32 and 4 inputs for each neuron, 0.8 times as fast at 64, 1.6 times at 256 (AVX-512).
  static let leastSparseBatch = 128

  private let template: Network
  private let plan: ColumnPlan
  private var batchesTracked = 0

  /// Copies the network's parameters and allocates everything for batches of up to `batchSize` rows.
  ///
  /// - Parameter labelSmoothing: ε of `LabelSmoothing` in training passes; 0 for the plain cross-entropy.
  /// - Returns: nil for a network with layers that the kernels do not know: convolutions, dropout, sums of branches.
  /// - Precondition: `batchSize` > 0.
  public init?(_ network: Network, batchSize: Int, labelSmoothing: Double = 0, kernels: KernelSet = .best) {
    precondition(batchSize > 0, "a batch of \(batchSize) rows")
    guard
      let plan = ColumnPlan(
        network, batchSize: batchSize, labelSmoothing: labelSmoothing, kernels: kernels.functions)
    else { return nil }
    self.batchSize = batchSize
    self.kernels = kernels
    self.plan = plan
    template = network
    parameters = plan.memory.parameters
    gradients = plan.memory.gradients
    runningStatistics = plan.memory.runningStatistics
  }

  /// Makes the rows with these indices the batch.
  public func load(_ rows: LabelledRows, at indices: ArraySlice<Int32>) throws(TrainingError) {
    let loaded = indices.withUnsafeBufferPointer { order in
      plan.gather(rows, order: order.baseAddress, first: 0, count: order.count)
    }
    try template.check(rows, loaded, of: indices.count) { Int(indices[indices.startIndex + $0]) }
  }

  /// Makes neighbouring rows the batch.
  public func load(_ rows: LabelledRows, range: Range<Int>) throws(TrainingError) {
    let loaded = plan.gather(rows, order: nil, first: range.lowerBound, count: range.count)
    try template.check(rows, loaded, of: range.count) { range.lowerBound + $0 }
  }

  /// Forward and backward over the first `count` rows of the batch: `gradients` and the running statistics change. Nothing
  /// is drawn, since there is no dropout.
  public func trainingPass(count: Int, dropout generator: inout SplitMix64) -> BatchResult {
    batchesTracked += 1
    return plan.train(rows: count)
  }

  /// Forward in evaluation mode over the first `count` rows of the batch: nothing but the outputs changes.
  public func evaluationPass(count: Int) -> BatchResult { plan.evaluate(rows: count) }

  /// For each of the first `count` rows, the class with the largest output in the last pass, the first of equals.
  public func predictions(count: Int) -> [Int32] { plan.predictions(count: count) }

  /// The last layer's outputs in the last pass, row after row.
  public func logits(count: Int) -> [Float] { plan.logits(count: count) }

  /// The network with the parameters and running statistics as they are now.
  public var network: Network { plan.memory.network(template, batchesTracked: batchesTracked) }
}
