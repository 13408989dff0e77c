internal import CKernels
import LNQRandom

/// The stages that `CKernels` runs in columns.
final class ColumnPlan: KernelPlan {
  let memory: ExecutorMemory<Float>
  let batch: KernelBatch

  private let kernels: lnq_kernels
  private let stages: UnsafeMutableBufferPointer<lnq_column_stage>
  private var network: lnq_column_network
  /// Only kept alive.
  private let tables: ColumnTables

  /// Lays out the memory; nil for a network with layers that the kernels do not know.
  init?(_ network: Network, batchSize: Int, labelSmoothing: Double, kernels: lnq_kernels) {
    guard var layout = ColumnLayout(network, batchSize: batchSize) else { return nil }
    self.kernels = kernels
    stages = .allocate(capacity: layout.stages.count)
    _ = stages.initialize(from: layout.stages)
    batch = KernelBatch(
      network, size: batchSize, paddedSize: layout.stride, input: layout.input, logits: layout.current,
      .columns(stride: layout.stride), gather: kernels.gather_columns)
    self.network = lnq_column_network(
      stages: stages.baseAddress, stage_count: stages.count, stride: layout.stride, input: layout.input,
      logits: layout.current, classes: network.outputCount, smoothing: Float(labelSmoothing), labels: batch.labels,
      predictions: batch.predictions, gradient: layout.reserve(layout.widest * layout.stride),
      other_gradient: layout.reserve(layout.widest * layout.stride), columns: layout.reserve(2 * layout.stride),
      scratch: layout.reserve(network.outputCount * ColumnLayout.lanes))
    memory = layout.memory
    tables = layout.tables
  }

  deinit { stages.deallocate() }

  /// Nothing: the kernels know no dropout.
  func drawMasks(rows: Int, from generator: inout SplitMix64) {}

  func train(rows: Int) -> BatchResult { batch.result(rows: rows) { kernels.train_columns(&network, $0) } }

  func evaluate(rows: Int) -> BatchResult { batch.result(rows: rows) { kernels.evaluate_columns(&network, $0) } }
}
