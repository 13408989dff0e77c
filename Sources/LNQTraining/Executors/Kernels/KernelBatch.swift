internal import CKernels
import LNQData

/// The batch of a plan: rows and labels where the kernels find them, and what the kernels gave for each row.
final class KernelBatch {
  /// A kernel that copies rows and their labels: `gather` or `gather_columns`.
  typealias Gather =
    @convention(c) (
      _ rows: UnsafePointer<lnq_labelled_rows>?, _ order: UnsafePointer<Int32>?, _ known: Int, _ first: Int,
      _ count: Int,
      _ target: UnsafeMutablePointer<Float>?, _ pitch: Int, _ targetLabels: UnsafeMutablePointer<Int32>?
    ) -> Int

  /// How values lie in memory.
  enum Arrangement {
    /// The inputs row after row, each with so many values; the logits with so many values from row to row and from class to class.
    case rows(inputWidth: Int, logitSteps: (row: Int, class: Int))
    /// Feature after feature, each with as many values.
    case columns(stride: Int)
  }

  /// The most rows.
  let size: Int
  let labels: UnsafeMutablePointer<Int32>
  let predictions: UnsafeMutablePointer<Int32>

  private let inputCount: Int
  private let classes: Int
  let input: UnsafeMutablePointer<Float>
  private let logits: UnsafePointer<Float>
  private let arrangement: Arrangement
  private let gather: Gather

  /// - Parameters:
  ///   - paddedSize: for how many rows there is room for labels and predictions.
  ///   - input: where the features go.
  ///   - logits: where the last stage leaves its outputs.
  init(
    _ network: Network, size: Int, paddedSize: Int, input: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>,
    _ arrangement: Arrangement, gather: @escaping Gather
  ) {
    self.size = size
    inputCount = network.inputCount
    classes = network.outputCount
    self.input = input
    self.logits = logits
    self.arrangement = arrangement
    self.gather = gather
    labels = .allocate(capacity: paddedSize)
    labels.initialize(repeating: 0, count: paddedSize)
    predictions = .allocate(capacity: paddedSize)
    predictions.initialize(repeating: 0, count: paddedSize)
  }

  deinit {
    labels.deallocate()
    predictions.deallocate()
  }

  /// Copies rows into the batch: those that `order` lists, or `count` from `first` when it is nil.
  ///
  /// - Parameter row: the row at a position of the batch.
  /// - Throws: `TrainingError.featureCount` or `.label` when a row does not suit the network.
  func load(
    _ rows: LabelledRows, order: UnsafePointer<Int32>?, first: Int, count: Int, row: (Int) -> Int
  ) throws(TrainingError) {
    precondition(count <= size, "\(count) rows in a batch of \(size)")
    precondition(first >= 0, "row \(first)")
    let loaded = try withRows(rows) { rows in
      if let order { lnq_fetch(&rows, order, count) }
      return gather(&rows, order, count, first, count, input, pitch, labels)
    }
    guard loaded < count else { return }
    throw wrongLabel(of: row(loaded), in: rows)
  }

  /// How many values lie between two rows, or between two columns.
  var pitch: Int {
    switch arrangement {
    case .rows(let width, _): width
    case .columns(let stride): stride
    }
  }

  /// Gives `body` the rows as the kernels read them.
  ///
  /// - Throws: `TrainingError.featureCount` when they do not suit the network.
  func withRows<Result>(_ rows: LabelledRows, _ body: (inout lnq_labelled_rows) -> Result) throws(TrainingError)
    -> Result
  {
    guard rows.featureCount == inputCount else {
      throw .featureCount(network: inputCount, rows: rows.featureCount)
    }
    return rows.features.withUnsafeBufferPointer { features in
      rows.labels.withUnsafeBufferPointer { labels in
        var kernelRows = lnq_labelled_rows(
          features: features.baseAddress, width: inputCount, labels: labels.baseAddress, count: rows.count,
          classes: classes)
        return body(&kernelRows)
      }
    }
  }

  /// What is wrong with a row that the kernels did not take.
  ///
  /// - Precondition: the row exists.
  func wrongLabel(of row: Int, in rows: LabelledRows) -> TrainingError {
    precondition(rows.labels.indices.contains(row), "row \(row) of \(rows.count)")
    return .label(row: row, label: Int(rows.labels[row]), outputs: classes)
  }

  /// What a kernel found in the first rows.
  func result(rows: Int, _ pass: (Int) -> lnq_outcome) -> BatchResult {
    precondition(rows > 0 && rows <= size, "\(rows) rows of a batch of \(size)")
    let outcome = pass(rows)
    return BatchResult(loss: outcome.loss / Double(rows), correct: Int(outcome.correct))
  }

  /// The class of each row with the largest output in the last pass.
  func predictions(count: Int) -> [Int32] {
    precondition(count <= size, "\(count) rows of a batch of \(size)")
    return Array(UnsafeBufferPointer(start: predictions, count: count))
  }

  /// The last stage's outputs, row after row, without padding.
  func logits(count: Int) -> [Float] {
    precondition(count <= size, "\(count) rows of a batch of \(size)")
    let (rowStep, classStep) =
      switch arrangement {
      case .rows(_, let steps): (steps.row, steps.class)
      case .columns(let stride): (1, stride)
      }
    return Array(unsafeUninitializedCapacity: count * classes) { values, initialized in
      for row in 0..<count {
        for c in 0..<classes {
          values.initializeElement(at: row * classes + c, to: logits[row * rowStep + c * classStep])
        }
      }
      initialized = count * classes
    }
  }
}
