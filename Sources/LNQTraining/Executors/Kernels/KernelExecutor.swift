internal import CKernels
import LNQData
import LNQRandom

/// What `RowExecutor` and `ColumnExecutor` have in common: a pass is one call of `CKernels`, in memory that is allocated
/// once.
///
/// Parameters, gradients and running statistics are laid out as in `NetworkExecutor`. Equal inputs give equal bytes on
/// processors with the same `KernelSet`.
public class KernelExecutor: BatchExecutor {
  /// The most rows a batch can have.
  public final let batchSize: Int
  /// Every weight and bias, layer after layer, in the order of PyTorch's `parameters()`; masked weights are here and 0.
  public final let parameters: ScalarBuffer<Float>
  /// The derivative of the loss with respect to each parameter, after `trainingPass`.
  public final let gradients: ScalarBuffer<Float>
  /// Means, then variances, of each batch normalization, layer after layer.
  public final let runningStatistics: ScalarBuffer<Float>
  /// The compiled kernels that compute.
  public final let kernels: KernelSet

  private final let template: Network
  final let plan: any KernelPlan
  private final var batchesTracked = 0

  /// - Parameter plan: made from the network, with the same kernels.
  init(_ network: Network, _ plan: any KernelPlan, kernels: KernelSet) {
    template = network
    self.plan = plan
    self.kernels = kernels
    batchSize = plan.batch.size
    parameters = plan.memory.parameters
    gradients = plan.memory.gradients
    runningStatistics = plan.memory.runningStatistics
  }

  /// Makes the rows with these indices the batch.
  public final func load(_ rows: LabelledRows, at indices: ArraySlice<Int32>) throws(TrainingError) {
    try indices.withUnsafeBufferPointer { (order) throws(TrainingError) in
      try plan.batch.load(rows, order: order.baseAddress, first: 0, count: order.count) { Int(order[$0]) }
    }
  }

  /// Makes neighbouring rows the batch.
  public final func load(_ rows: LabelledRows, range: Range<Int>) throws(TrainingError) {
    try plan.batch.load(rows, order: nil, first: range.lowerBound, count: range.count) { range.lowerBound + $0 }
  }

  /// Forward and backward over the first `count` rows of the batch: `gradients` and the running statistics change.
  public final func trainingPass(count: Int, dropout generator: inout SplitMix64) -> BatchResult {
    plan.drawMasks(rows: count, from: &generator)
    return trainingPass(count: count)
  }

  /// Nothing has to be prepared.
  public func beginStep(share: Double) {}

  /// Makes a step: the parameters follow `gradients`.
  public func step(_ optimizer: OptimizerState<Float>, gradients: ScalarBuffer<Float>, learningRate: Double) {
    optimizer.step(parameters, gradients: gradients, learningRate: learningRate)
  }

  /// Nothing is chosen by rows.
  public func endEpoch(validation rows: LabelledRows) throws(TrainingError) {}

  /// With the masks that were drawn.
  final func trainingPass(count: Int) -> BatchResult {
    self.count(batches: 1)
    return plan.train(rows: count)
  }

  /// Notes training passes.
  final func count(batches: Int) { batchesTracked += batches }

  /// Forward in evaluation mode over the first `count` rows of the batch: nothing but the outputs changes.
  public final func evaluationPass(count: Int) -> BatchResult { plan.evaluate(rows: count) }

  /// For each of the first `count` rows, the class with the largest output in the last pass, the first of equals.
  public final func predictions(count: Int) -> [Int32] { plan.batch.predictions(count: count) }

  /// The last layer's outputs in the last pass, row after row.
  public final func logits(count: Int) -> [Float] { plan.batch.logits(count: count) }

  /// The network with the parameters and running statistics as they are now.
  public final var network: Network {
    template.replacing(
      parameters: parameters.values, statistics: runningStatistics.values, batches: batchesTracked)
  }
}

/// The stages that `CKernels` runs for a network, and the memory that they work in.
///
/// All pointers that the kernels get are made by the plan. They point into buffers that live as long as it.
protocol KernelPlan: AnyObject {
  var memory: ExecutorMemory<Float> { get }
  var batch: KernelBatch { get }
  /// The network and its dropouts, for steps that the kernels make by themselves; nil where they cannot.
  var training: lnq_training? { get }

  /// Draws a mask for each dropout, in the layers' order.
  func drawMasks(rows: Int, from generator: inout SplitMix64)

  /// Forward, loss and backward over the first rows of the batch.
  func train(rows: Int) -> BatchResult

  /// Forward and loss with the running statistics.
  func evaluate(rows: Int) -> BatchResult
}
