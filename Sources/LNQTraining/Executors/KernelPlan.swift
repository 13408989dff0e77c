import LNQRandom

/// The stages that `CKernels` runs for a network, and the memory that they work in.
///
/// All pointers that the kernels get are made by the plan. They point into buffers that live as long as it.
protocol KernelPlan: AnyObject {
  var memory: ExecutorMemory<Float> { get }
  var batch: KernelBatch { get }

  /// Draws a mask for each dropout, in the layers' order.
  func drawMasks(rows: Int, from generator: inout SplitMix64)

  /// Forward, loss and backward over the first rows of the batch.
  func train(rows: Int) -> BatchResult

  /// Forward and loss with the running statistics.
  func evaluate(rows: Int) -> BatchResult
}
