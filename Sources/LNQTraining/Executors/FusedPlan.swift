internal import CKernels
import LNQData
import LNQRandom

/// The stages that `CKernels` runs for a network, and the memory that they work in.
///
/// All pointers that the kernels get are made here. They point into buffers that live as long as the plan.
final class FusedPlan {
  let memory: ExecutorMemory

  private let kernels: lnq_kernels
  private let batchSize: Int
  private let stages: UnsafeMutableBufferPointer<lnq_stage>
  private let dropouts: [FusedDropout]
  private var network: lnq_network
  /// As many as rows, padded; and as many again for the predictions.
  private let labels: UnsafeMutablePointer<Int32>
  private let inputCount: Int

  /// Lays out the memory; nil for a network with layers that the kernels do not know.
  init?(_ network: Network, batchSize: Int, kernels: lnq_kernels) {
    self.kernels = kernels
    guard var layout = FusedLayout(network, batchSize: batchSize) else { return nil }
    self.batchSize = batchSize
    inputCount = network.inputCount
    dropouts = layout.dropouts
    stages = .allocate(capacity: layout.stages.count)
    _ = stages.initialize(from: layout.stages)
    let rows = FusedLayout.padded(batchSize)
    labels = .allocate(capacity: 2 * rows)
    labels.initialize(repeating: 0, count: 2 * rows)
    let classWidth = FusedLayout.padded(network.outputCount)
    self.network = lnq_network(
      stages: stages.baseAddress, stage_count: stages.count, input: layout.input,
      input_width: FusedLayout.padded(network.inputCount), logits: layout.current, classes: network.outputCount,
      class_width: classWidth, labels: labels, predictions: labels + rows,
      gradient: layout.reserve(rows * layout.widest), other_gradient: layout.reserve(rows * layout.widest),
      scratch: layout.reserve(classWidth * FusedLayout.lanes))
    memory = layout.memory
  }

  deinit {
    stages.deallocate()
    labels.deallocate()
  }

  /// Copies rows into the batch: those that `order` lists, or `count` from `first` when it is nil.
  ///
  /// - Returns: `count`, or the position of the first row that does not exist or whose label is no output; nil when rows
  ///   have another number of features.
  func gather(
    _ rows: LabelledRows, order: UnsafePointer<Int32>?, first: Int, count: Int
  ) -> Int? {
    precondition(count <= batchSize, "\(count) rows in a batch of \(batchSize)")
    precondition(first >= 0, "row \(first)")
    guard rows.featureCount == inputCount else { return nil }
    return rows.features.withUnsafeBufferPointer { features in
      rows.labels.withUnsafeBufferPointer { labels in
        kernels.gather(
          features.baseAddress, inputCount, labels.baseAddress, rows.count, order, first, count, network.classes,
          network.input, network.input_width, self.labels)
      }
    }
  }

  /// Draws a mask for each dropout, in the layers' order.
  func drawMasks(rows: Int, from generator: inout SplitMix64) {
    guard !dropouts.isEmpty else { return }
    var state = generator.position
    for dropout in dropouts {
      state = kernels.draw_mask(
        state, rows, dropout.featureCount, dropout.width, dropout.threshold, dropout.kept, dropout.mask)
    }
    generator = SplitMix64(seed: state)
  }

  /// Draws a mask for each dropout from any generator.
  func drawMasks(rows: Int, from generator: inout some RandomNumberGenerator) {
    for dropout in dropouts {
      for row in 0..<rows {
        for j in 0..<dropout.featureCount {
          dropout.mask[row * dropout.width + j] = generator.next() < dropout.threshold ? 0 : dropout.kept
        }
      }
    }
  }

  /// Forward, loss and backward over the first rows of the batch.
  func train(rows: Int) -> BatchResult { run(kernels.train, rows: rows) }

  /// Forward and loss with the running statistics.
  func evaluate(rows: Int) -> BatchResult { run(kernels.evaluate, rows: rows) }

  private func run(_ pass: (UnsafePointer<lnq_network>?, Int) -> lnq_outcome, rows: Int) -> BatchResult {
    precondition(rows > 0 && rows <= batchSize, "\(rows) rows of a batch of \(batchSize)")
    let outcome = pass(&network, rows)
    return BatchResult(loss: outcome.loss / Double(rows), correct: Int(outcome.correct))
  }

  /// The class of each row with the largest output in the last pass.
  func predictions(count: Int) -> [Int32] {
    precondition(count <= batchSize, "\(count) rows of a batch of \(batchSize)")
    return Array(UnsafeBufferPointer(start: network.predictions, count: count))
  }

  /// The last stage's outputs without their padding.
  func logits(count: Int) -> [Float] {
    precondition(count <= batchSize, "\(count) rows of a batch of \(batchSize)")
    let (classes, width) = (network.classes, network.class_width)
    guard let logits = network.logits else { return [] }
    return Array(unsafeUninitializedCapacity: count * classes) { values, initialized in
      for row in 0..<count {
        for c in 0..<classes { values.initializeElement(at: row * classes + c, to: logits[row * width + c]) }
      }
      initialized = count * classes
    }
  }
}

/// A dropout's mask and how to draw it.
struct FusedDropout {
  let featureCount: Int
  let width: Int
  /// What is drawn below it is dropped.
  let threshold: UInt64
  /// The factor of what is not.
  let kept: Float
  let mask: UnsafeMutablePointer<Float>
}
