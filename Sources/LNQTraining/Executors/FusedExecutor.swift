internal import CKernels
import LNQData
import LNQRandom

/// Computes with a small network in kernels of its own, which keep a batch in the nearest caches.
///
/// A pass is one call of `CKernels`. A batch normalization, a ReLU and a dropout that follow each other are one stage, each
/// `Linear` is another. Every row is padded to a multiple of 16 features, so that features fill the vector registers.
/// Parameters, gradients and running statistics are laid out as in `NetworkExecutor`. Equal inputs give equal bytes on
/// processors with the same `KernelSet`.
public final class FusedExecutor: BatchExecutor {
  /// The most rows a batch can have.
  public let batchSize: Int
  /// Every weight and bias, layer after layer, in the order of PyTorch's `parameters()`; masked weights are here and 0.
  public let parameters: ScalarBuffer<Float>
  /// The derivative of the loss with respect to each parameter, after `trainingPass`.
  public let gradients: ScalarBuffer<Float>
  /// Means, then variances, of each batch normalization, layer after layer.
  public let runningStatistics: ScalarBuffer<Float>
  /// The compiled kernels that compute.
  public let kernels: KernelSet

  private let template: Network
  private let plan: FusedPlan
  private var batchesTracked = 0

  /// Copies the network's parameters and allocates everything for batches of up to `batchSize` rows.
  ///
  /// - Returns: nil for a network with layers that the kernels do not know.
  /// - Precondition: `batchSize` > 0.
  public init?(_ network: Network, batchSize: Int, kernels: KernelSet = .best) {
    precondition(batchSize > 0, "a batch of \(batchSize) rows")
    guard let plan = FusedPlan(network, batchSize: batchSize, kernels: kernels.functions) else { return nil }
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

  /// Forward and backward over the first `count` rows of the batch: `gradients` and the running statistics change.
  public func trainingPass(count: Int, dropout generator: inout SplitMix64) -> BatchResult {
    plan.drawMasks(rows: count, from: &generator)
    return train(count)
  }

  /// As with SplitMix64, and just as many numbers are drawn, in the same order.
  public func trainingPass(count: Int, dropout generator: inout some RandomNumberGenerator) -> BatchResult {
    plan.drawMasks(rows: count, from: &generator)
    return train(count)
  }

  private func train(_ count: Int) -> BatchResult {
    batchesTracked += 1
    return plan.train(rows: count)
  }

  /// Forward in evaluation mode over the first `count` rows of the batch: nothing but the outputs changes.
  public func evaluationPass(count: Int) -> BatchResult {
    plan.evaluate(rows: count)
  }

  /// For each of the first `count` rows, the class with the largest output in the last pass, the first of equals.
  public func predictions(count: Int) -> [Int32] { plan.predictions(count: count) }

  /// The last layer's outputs in the last pass, row after row.
  public func logits(count: Int) -> [Float] { plan.logits(count: count) }

  /// The network with the parameters and running statistics as they are now.
  public var network: Network { plan.memory.network(template, batchesTracked: batchesTracked) }
}
