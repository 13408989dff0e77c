import LNQData
import LNQRandom

/// Computes with a network in Float: forward and backward passes over a batch, in memory that is allocated once.
///
/// An executor works on its own copy of the parameters; `network` gives them back as a value. There are four:
/// `NetworkExecutor` multiplies matrices with OpenBLAS and knows all layers but those of bits; `RowExecutor` has kernels for small
/// dense layers, `ColumnExecutor` for sparse layers of few bits, `BitExecutor` for networks of bits. `Network.executor(batchSize:)`
/// chooses. Results of the first three differ only by rounding.
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

  /// Prepares the next step.
  ///
  /// - Parameter share: how much of the run is done, 0 ... 1.
  func beginStep(share: Double)

  /// Makes a step: the parameters follow `gradients`, those of the last training pass or what became of them.
  func step(_ optimizer: OptimizerState<Float>, gradients: ScalarBuffer<Float>, learningRate: Double)

  /// Makes steps, one after the other, each over the next rows of `order` from `position` on, with nothing between them.
  ///
  /// - Parameter optimizer: made for the parameters.
  /// - Precondition: the steps' batches have at most `batchSize` rows, and lie in `order`, all of whose numbers are rows.
  /// - Returns: what each pass found. Where a loss is not finite it is the last one, and its step moved nothing.
  /// - Throws: `TrainingError.featureCount` or `.label` when a row does not suit the network; the steps before it were made.
  func makeSteps(
    _ steps: [TrainingStep], of rows: LabelledRows, order: [Int32], from position: Int,
    optimizer: OptimizerState<Float>
  ) throws(TrainingError) -> [BatchResult]

  /// Chooses, at the end of an epoch, what rows choose and not gradients.
  ///
  /// - Parameter rows: those of the validation.
  /// - Throws: `TrainingError` when a row does not suit the network.
  func endEpoch(validation rows: LabelledRows) throws(TrainingError)
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

/// How well a network did on the rows of one batch.
public struct BatchResult: Sendable, Hashable {
  /// The mean cross-entropy over the rows.
  public let loss: Double
  /// In how many rows the largest output is the label's.
  public let correct: Int
}

extension Network {
  /// What trains this network fastest.
  ///
  /// - Parameter threads: how many may make steps together.
  func executor(batchSize: Int, training options: TrainingOptions, threads: Int = 1) -> any BatchExecutor {
    BitExecutor(self, batchSize: batchSize, options: options, threads: threads)
      ?? executor(batchSize: batchSize, labelSmoothing: options.labelSmoothing, threads: threads)
  }

  /// What computes with this network fastest.
  ///
  /// - `BitExecutor` for weightless networks;
  /// - `ColumnExecutor` for quantizers and neurons, for sparse networks in batches that fill its columns, and for label
  ///   smoothing in small networks;
  /// - `RowExecutor` for other networks whose layers it knows and which are no wider than the kernels' `widthLimit`;
  /// - `NetworkExecutor` for all others.
  ///
  /// - Parameters:
  ///   - labelSmoothing: ε of `LabelSmoothing` in training passes; 0 for the plain cross-entropy.
  ///   - threads: how many may make steps together; they change nothing but the time.
  /// - Precondition: `batchSize` > 0.
  public func executor(batchSize: Int, labelSmoothing: Double = 0, threads: Int = 1) -> any BatchExecutor {
    if let executor = BitExecutor(self, batchSize: batchSize) { return executor }
    let isNarrow = widestLayer <= KernelSet.best.widthLimit
    let isForColumns =
      hasQuantizers || isSparse && batchSize >= ColumnExecutor.leastSparseBatch || isNarrow && labelSmoothing > 0
    if isForColumns,
      let executor = ColumnExecutor(self, batchSize: batchSize, labelSmoothing: labelSmoothing, threads: threads)
    {
      return executor
    }
    if isNarrow, labelSmoothing == 0, let executor = RowExecutor(self, batchSize: batchSize, threads: threads) {
      return executor
    }
    return NetworkExecutor<Float>(self, batchSize: batchSize, labelSmoothing: labelSmoothing)
  }

  /// The most features between two layers.
  private var widestLayer: Int {
    layers.reduce(inputCount) { widest, layer in
      if case .linear(_, let outputCount, _, _) = layer { max(widest, outputCount) } else { widest }
    }
  }

  /// Whether there are layers that `RowExecutor` does not know, but `ColumnExecutor` does.
  private var hasQuantizers: Bool {
    layers.contains { layer in
      switch layer {
      case .quantizer, .neurons: true
      default: false
      }
    }
  }

  /// Whether at most a quarter of the weights are connected. `Benchmarks/models/jet-64-32-32-32.model` with 4 inputs for each
  /// neuron, an eighth, makes 1.7 times as many samples a second in columns as in rows (batches of 1024, AVX-512), with 16
  /// inputs, half of the weights, 0.7 times.
  private var isSparse: Bool {
    var (connected, all) = (0, 0)
    for place in places {
      guard case .linear(let inputCount, let outputCount, _, _) = place.layer else { continue }
      connected += connections(at: place)?.reduce(0) { $0 + $1.count } ?? inputCount * outputCount
      all += inputCount * outputCount
    }
    return 4 * connected <= all && all > 0
  }

  /// The outputs in evaluation mode: `rows.count` × `outputCount`, row after row.
  ///
  /// - Throws: `TrainingError` when the rows do not suit the network.
  public func logits(of rows: LabelledRows) throws(TrainingError) -> [Float] {
    var logits: [Float] = []
    logits.reserveCapacity(rows.count * outputCount)
    let executor = executor(batchSize: max(1, min(rows.count, Evaluation.batchSize)))
    try executor.forEachBatch(of: rows) { range, _ in logits += executor.logits(count: range.count) }
    return logits
  }
}
