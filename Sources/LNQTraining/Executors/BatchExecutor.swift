import LNQData
import LNQRandom

/// Computes with a network in Float: forward and backward passes over a batch, in memory that is allocated once.
///
/// An executor works on its own copy of the parameters; `network` gives them back as a value. There are two:
/// `NetworkExecutor` multiplies matrices with OpenBLAS, `FusedExecutor` has kernels for small layers.
/// `Network.executor(batchSize:)` chooses. They agree but for rounding.
public protocol BatchExecutor: AnyObject {
  /// The most rows a batch can have.
  var batchSize: Int { get }
  /// Every weight and bias, layer after layer, in the order of PyTorch's `parameters()`; masked weights are here and 0.
  var parameters: ScalarBuffer<Float> { get }
  /// The derivative of the loss with respect to each parameter, after `trainingPass`.
  var gradients: ScalarBuffer<Float> { get }
  /// Means, then variances, of each batch normalization, layer after layer.
  var runningStatistics: ScalarBuffer<Float> { get }
  /// The network with the parameters and running statistics as they are now.
  var network: Network { get }

  /// Makes the rows with these indices the batch.
  ///
  /// - Precondition: at most `batchSize` indices, all of them rows.
  /// - Throws: `TrainingError.featureCount` or `.label` when a row does not suit the network.
  func load(_ rows: LabelledRows, at indices: ArraySlice<Int32>) throws(TrainingError)

  /// Makes neighbouring rows the batch.
  ///
  /// - Precondition: at most `batchSize` indices, all of them rows.
  /// - Throws: `TrainingError.featureCount` or `.label` when a row does not suit the network.
  func load(_ rows: LabelledRows, range: Range<Int>) throws(TrainingError)

  /// Forward and backward over the first `count` rows of the batch: `gradients` and the running statistics change.
  ///
  /// - Parameter generator: what dropout draws from, one number for each value of each dropout layer.
  /// - Precondition: `count` rows were loaded, and more than one when there is a batch normalization.
  func trainingPass(count: Int, dropout generator: inout SplitMix64) -> BatchResult

  /// Forward in evaluation mode over the first `count` rows of the batch: nothing but the outputs changes.
  ///
  /// - Precondition: `count` rows were loaded.
  func evaluationPass(count: Int) -> BatchResult

  /// For each of the first `count` rows, the class with the largest output in the last pass, the first of equals.
  func predictions(count: Int) -> [Int32]

  /// The last layer's outputs in the last pass, row after row.
  func logits(count: Int) -> [Float]
}

extension BatchExecutor {
  /// Runs evaluation passes over all rows, batch after batch; `body` gets the range of rows and the result.
  func forEachBatch(
    of rows: LabelledRows, _ body: (Range<Int>, BatchResult) -> Void
  ) throws(TrainingError) {
    for start in stride(from: 0, to: rows.count, by: batchSize) {
      let range = start..<min(start + batchSize, rows.count)
      try load(rows, range: range)
      body(range, evaluationPass(count: range.count))
    }
  }
}
