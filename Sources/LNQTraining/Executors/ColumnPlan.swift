internal import CKernels
import LNQData

/// The stages that `CKernels` runs in columns for a network, and the memory that they work in.
///
/// All pointers that the kernels get are made here. They point into buffers that live as long as the plan.
final class ColumnPlan {
  let memory: ExecutorMemory

  private let kernels: lnq_kernels
  private let batchSize: Int
  private let inputCount: Int
  private let stages: UnsafeMutableBufferPointer<lnq_column_stage>
  private var network: lnq_column_network
  /// As many as rows, padded; and as many again for the predictions.
  private let labels: UnsafeMutablePointer<Int32>
  /// Only kept alive.
  private let tables: ColumnTables

  /// Lays out the memory; nil for a network with layers that the kernels do not know.
  init?(_ network: Network, batchSize: Int, labelSmoothing: Double, kernels: lnq_kernels) {
    guard var layout = ColumnLayout(network, batchSize: batchSize) else { return nil }
    self.kernels = kernels
    self.batchSize = batchSize
    inputCount = network.inputCount
    stages = .allocate(capacity: layout.stages.count)
    _ = stages.initialize(from: layout.stages)
    labels = .allocate(capacity: 2 * layout.stride)
    labels.initialize(repeating: 0, count: 2 * layout.stride)
    self.network = lnq_column_network(
      stages: stages.baseAddress, stage_count: stages.count, stride: layout.stride, input: layout.input,
      logits: layout.current, classes: network.outputCount, smoothing: Float(labelSmoothing), labels: labels,
      predictions: labels + layout.stride, gradient: layout.reserve(layout.widest * layout.stride),
      other_gradient: layout.reserve(layout.widest * layout.stride), columns: layout.reserve(2 * layout.stride),
      scratch: layout.reserve(network.outputCount * ColumnLayout.lanes))
    memory = layout.memory
    tables = layout.tables
  }

  deinit {
    stages.deallocate()
    labels.deallocate()
  }

  /// Copies rows into the batch: those that `order` lists, or `count` from `first` when it is nil.
  ///
  /// - Returns: `count`, or the position of the first row that does not exist or whose label is no output; nil when rows
  ///   have another number of features.
  func gather(_ rows: LabelledRows, order: UnsafePointer<Int32>?, first: Int, count: Int) -> Int? {
    precondition(count <= batchSize, "\(count) rows in a batch of \(batchSize)")
    precondition(first >= 0, "row \(first)")
    guard rows.featureCount == inputCount else { return nil }
    return rows.features.withUnsafeBufferPointer { features in
      rows.labels.withUnsafeBufferPointer { labels in
        kernels.gather_columns(
          features.baseAddress, inputCount, labels.baseAddress, rows.count, order, first, count, network.classes,
          network.input, network.stride, self.labels)
      }
    }
  }

  /// Forward, loss and backward over the first rows of the batch.
  func train(rows: Int) -> BatchResult { run(kernels.train_columns, rows: rows) }

  /// Forward and loss with the running statistics.
  func evaluate(rows: Int) -> BatchResult { run(kernels.evaluate_columns, rows: rows) }

  private func run(_ pass: (UnsafePointer<lnq_column_network>?, Int) -> lnq_outcome, rows: Int) -> BatchResult {
    precondition(rows > 0 && rows <= batchSize, "\(rows) rows of a batch of \(batchSize)")
    let outcome = pass(&network, rows)
    return BatchResult(loss: outcome.loss / Double(rows), correct: Int(outcome.correct))
  }

  /// The class of each row with the largest output in the last pass.
  func predictions(count: Int) -> [Int32] {
    precondition(count <= batchSize, "\(count) rows of a batch of \(batchSize)")
    return Array(UnsafeBufferPointer(start: network.predictions, count: count))
  }

  /// The last stage's outputs, row after row.
  func logits(count: Int) -> [Float] {
    precondition(count <= batchSize, "\(count) rows of a batch of \(batchSize)")
    let (classes, stride) = (network.classes, network.stride)
    guard let logits = network.logits else { return [] }
    return Array(unsafeUninitializedCapacity: count * classes) { values, initialized in
      for row in 0..<count {
        for c in 0..<classes { values.initializeElement(at: row * classes + c, to: logits[c * stride + row]) }
      }
      initialized = count * classes
    }
  }
}
