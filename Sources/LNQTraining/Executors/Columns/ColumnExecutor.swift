internal import CKernels
import LNQRandom

/// Computes with a sparse network of few bits in kernels of its own, feature by feature.
///
/// A batch is stored in columns, one for each feature, so that everything is vectorised over the rows: a neuron costs what
/// its connections cost, and normalization, quantizer and products of a column find it in the nearest cache. Neurons, batch
/// normalization, and a ReLU or quantizer that follow each other are one stage. The gradients of masked weights are 0.
/// Nothing is drawn in a training pass, since there is no dropout.
public final class ColumnExecutor: KernelExecutor {
  /// From which batches on a sparse network is faster here than in `RowExecutor`, whose vectors run over the features: with
  /// jet-64-32-32-32 and 4 inputs for each neuron, 0.8 times as fast at 64, 1.6 times at 256 (AVX-512).
  static let leastSparseBatch = 128

  /// Copies the network's parameters and allocates everything for batches of up to `batchSize` rows.
  ///
  /// - Parameters:
  ///   - labelSmoothing: ε of `LabelSmoothing` in training passes; 0 for the plain cross-entropy.
  ///   - threads: how many may make steps together; they change nothing but the time.
  /// - Returns: nil for a network with layers that the kernels do not know: convolutions, dropout, sums of branches.
  /// - Precondition: `batchSize` > 0.
  public init?(
    _ network: Network, batchSize: Int, labelSmoothing: Double = 0, threads: Int = 1, kernels: KernelSet = .best
  ) {
    precondition(batchSize > 0, "a batch of \(batchSize) rows")
    guard
      let plan = ColumnPlan(
        network, batchSize: batchSize, labelSmoothing: labelSmoothing, threads: threads, kernels: kernels.functions)
    else { return nil }
    super.init(network, plan, kernels: kernels)
  }
}

/// The stages that `CKernels` runs in columns.
final class ColumnPlan: KernelPlan {
  let memory: ExecutorMemory<Float>
  let batch: KernelBatch

  private let kernels: lnq_kernels
  private let stages: UnsafeMutableBufferPointer<lnq_column_stage>
  private let network: UnsafeMutablePointer<lnq_column_network>
  private let outcome: UnsafeMutablePointer<lnq_outcome>
  /// What columns and neurons contribute to the gradients of scales.
  private let shares: UnsafeMutablePointer<Double>
  private let members: Int
  /// Only kept alive.
  private let tables: ColumnTables

  /// Lays out the memory; nil for a network with layers that the kernels do not know.
  init?(_ network: Network, batchSize: Int, labelSmoothing: Double, threads: Int, kernels: lnq_kernels) {
    guard var layout = ColumnLayout(network, batchSize: batchSize) else { return nil }
    members = batchSize >= Self.leastSharedBatch && layout.canBeShared ? max(1, threads) : 1
    outcome = .allocate(capacity: 1)
    outcome.initialize(to: lnq_outcome())
    shares = .allocate(capacity: 4 * layout.widest)
    shares.initialize(repeating: 0, count: 4 * layout.widest)
    self.kernels = kernels
    stages = .allocate(capacity: layout.stages.count)
    _ = stages.initialize(from: layout.stages)
    batch = KernelBatch(
      network, size: batchSize, paddedSize: layout.stride, input: layout.input, logits: layout.current,
      .columns(stride: layout.stride), gather: kernels.gather_columns)
    self.network = .allocate(capacity: 1)
    self.network.initialize(
      to: lnq_column_network(
        stages: stages.baseAddress, stage_count: stages.count, stride: layout.stride, input: layout.input,
        logits: layout.current, classes: network.outputCount, smoothing: Float(labelSmoothing), labels: batch.labels,
        predictions: batch.predictions, gradient: layout.reserve(layout.widest * layout.stride),
        other_gradient: layout.reserve(layout.widest * layout.stride),
        columns: layout.reserve(2 * members * layout.stride),
        scale_shares: (shares, shares + layout.widest),
        adder_shares: (shares + 2 * layout.widest, shares + 3 * layout.widest), outcome: outcome,
        scratch: layout.reserve(network.outputCount * ColumnLayout.lanes)))
    memory = layout.memory
    tables = layout.tables
  }

  deinit {
    network.deallocate()
    outcome.deallocate()
    shares.deallocate()
    stages.deallocate()
  }

  /// Nothing: the kernels know no dropout.
  func drawMasks(rows: Int, from generator: inout SplitMix64) {}

  func train(rows: Int) -> BatchResult { batch.result(rows: rows) { trainAlone(rows: $0) } }

  func evaluate(rows: Int) -> BatchResult { batch.result(rows: rows) { kernels.evaluate_columns(network, $0) } }

  private func trainAlone(rows: Int) -> lnq_outcome {
    var alone = lnq_member(index: 0, count: 1, barrier: nil)
    return kernels.train_columns(network, rows, &alone)
  }

  /// From which batches on several threads are faster than one.
  private static let leastSharedBatch = 256

  var training: lnq_training? {
    var training = lnq_training()
    training.members = members
    training.columns = UnsafePointer(network)
    return training
  }
}
