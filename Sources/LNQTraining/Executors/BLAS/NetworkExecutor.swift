import LNQData
import LNQRandom

/// Computes with any network: products run on OpenBLAS, whose last bits depend on the processor.
public final class NetworkExecutor<Scalar: BLASScalar> {
  /// The most rows a batch can have.
  public let batchSize: Int
  /// Every weight and bias, layer after layer, in the order of PyTorch's `parameters()`; masked weights are here and 0.
  public let parameters: ScalarBuffer<Scalar>
  /// The derivative of the loss with respect to each parameter, after `trainingPass`.
  public let gradients: ScalarBuffer<Scalar>
  /// Means, then variances, of each batch normalization, layer after layer.
  public let runningStatistics: ScalarBuffer<Scalar>

  private let template: Network
  /// What the layers compute, with pointers into the buffers of this object.
  let sequence: LayerSequence<Scalar>
  private var batchesTracked = 0
  /// ε of `LabelSmoothing` in training passes.
  private let labelSmoothing: Double

  private let input: ScalarBuffer<Scalar>
  private let workspace: [ScalarBuffer<Scalar>]
  private let probabilities: ScalarBuffer<Scalar>
  private var labels: [Int32]
  private var predictions: [Int32]

  /// Copies the network's parameters and allocates everything for batches of up to `batchSize` rows.
  ///
  /// - Parameters:
  ///   - threads: how many OpenBLAS uses, in this executor and in all others. With more than one, the last bits of the
  ///     products differ.
  ///   - labelSmoothing: ε of `LabelSmoothing` in training passes; 0 for the plain cross-entropy.
  /// - Precondition: `batchSize` > 0 and `threads` > 0.
  public init(_ network: Network, batchSize: Int, threads: Int = 1, labelSmoothing: Double = 0) {
    precondition(batchSize > 0, "a batch of \(batchSize) rows")
    precondition(threads > 0, "\(threads) threads")
    BLASThreads.use(threads)
    var allocation = ExecutorAllocation<Scalar>(network, batchSize: batchSize)
    sequence = allocation.sequence(network.places, input: .features(network.inputCount))
    self.batchSize = batchSize
    self.labelSmoothing = labelSmoothing
    template = network
    parameters = allocation.memory.parameters
    gradients = allocation.memory.gradients
    runningStatistics = allocation.memory.runningStatistics
    workspace = allocation.memory.workspace
    input = ScalarBuffer(count: batchSize * network.inputCount)
    probabilities = ScalarBuffer(count: batchSize * network.outputCount)
    labels = Array(repeating: 0, count: batchSize)
    predictions = labels
  }

  /// The network with the parameters and running statistics as they are now, rounded to Float.
  public var network: Network {
    template.replacing(
      parameters: parameters.values.map { Float($0) }, statistics: runningStatistics.values.map { Float($0) },
      batches: batchesTracked)
  }

  /// Makes the rows with these indices the batch.
  ///
  /// - Precondition: at most `batchSize` indices, all of them rows.
  /// - Throws: `TrainingError.featureCount` or `.label` when a row does not suit the network.
  public func load(_ rows: LabelledRows, at indices: some Collection<Int32>) throws(TrainingError) {
    try gather(rows, at: indices)
  }

  private func gather(_ rows: LabelledRows, at indices: some Collection<Int32>) throws(TrainingError) {
    precondition(indices.count <= batchSize, "\(indices.count) rows in a batch of \(batchSize)")
    let width = template.inputCount
    guard rows.featureCount == width else {
      throw .featureCount(network: width, rows: rows.featureCount)
    }
    var position = 0
    for index in indices {
      let label = rows.labels[Int(index)]
      guard label >= 0, label < template.outputCount else {
        throw .label(row: Int(index), label: Int(label), outputs: template.outputCount)
      }
      labels[position] = label
      position += 1
    }
    rows.features.withUnsafeBufferPointer { features in
      guard let base = features.baseAddress else { return }
      var target = input.pointer
      for index in indices {
        let source = base + Int(index) * width
        for j in 0..<width { target[j] = Scalar(source[j]) }
        target += width
      }
    }
  }

  /// Forward and backward over the first `count` rows of the batch: `gradients` and the running statistics change.
  ///
  /// - Parameter generator: what dropout draws from, one number for each value of each dropout layer.
  /// - Precondition: `count` rows were loaded, and more than one when there is a batch normalization.
  public func trainingPass(count: Int, dropout generator: inout some RandomNumberGenerator) -> BatchResult {
    train(count: count, dropout: &generator)
  }

  private func train(count: Int, dropout generator: inout some RandomNumberGenerator) -> BatchResult {
    let logits = sequence.forwardTraining(input.pointer, rows: count, generator: &generator)
    batchesTracked += 1
    let classes = template.outputCount
    var result = CrossEntropy.forward(
      logits, labels: labels, into: probabilities.pointer, predictions: &predictions, rows: count, classes: classes)
    // The gradient takes the probabilities' place.
    CrossEntropy.backward(
      probabilities.pointer, labels: labels, into: probabilities.pointer, rows: count, classes: classes)
    if labelSmoothing > 0 {
      let loss = LabelSmoothing.smooth(
        result.loss, by: labelSmoothing, logits, labels: labels, gradient: probabilities.pointer, rows: count,
        classes: classes)
      result = BatchResult(loss: loss, correct: result.correct)
    }
    sequence.backward(input.pointer, probabilities.pointer, into: nil, rows: count)
    return result
  }

  /// Forward in evaluation mode over the first `count` rows of the batch: nothing but the outputs changes.
  ///
  /// - Precondition: `count` rows were loaded.
  public func evaluationPass(count: Int) -> BatchResult {
    let logits = sequence.forwardEvaluation(input.pointer, rows: count)
    return CrossEntropy.forward(
      logits, labels: labels, into: probabilities.pointer, predictions: &predictions, rows: count,
      classes: template.outputCount)
  }

  /// What a layer gave in the last pass, `count` rows of it; the last layer's are the logits.
  ///
  /// - Precondition: `layer` exists, and `count` ≤ `batchSize`.
  public func outputs(ofLayer layer: Int, count: Int) -> [Scalar] {
    precondition(count <= batchSize, "\(count) rows of a batch of \(batchSize)")
    return Array(
      UnsafeBufferPointer(start: sequence.outputs[layer].pointer, count: count * sequence.shapes[layer].count))
  }

  /// What every layer gave in the last pass, `count` rows of it, in the order of `Network.allPlaces`.
  ///
  /// - Precondition: `count` ≤ `batchSize`.
  public func allOutputs(count: Int) -> [[Scalar]] {
    precondition(count <= batchSize, "\(count) rows of a batch of \(batchSize)")
    return sequence.allOutputs(count: count)
  }

  /// For each of the first `count` rows, the class with the largest output in the last pass, the first of equals.
  public func predictions(count: Int) -> [Int32] { Array(predictions[..<count]) }

  /// The last layer's outputs in the last pass, row after row.
  public func logits(count: Int) -> [Scalar] { outputs(ofLayer: sequence.outputs.count - 1, count: count) }
}

// Only for Float, so that what the protocol calls is compiled for it.
extension NetworkExecutor: BatchExecutor where Scalar == Float {
  /// Makes the rows with these indices the batch.
  public func load(_ rows: LabelledRows, at indices: ArraySlice<Int32>) throws(TrainingError) {
    try indices.withUnsafeBufferPointer { (indices) throws(TrainingError) in try gather(rows, at: indices) }
  }

  /// Makes neighbouring rows the batch.
  public func load(_ rows: LabelledRows, range: Range<Int>) throws(TrainingError) {
    try gather(rows, at: Int32(range.lowerBound)..<Int32(range.upperBound))
  }

  /// Forward and backward over the first `count` rows of the batch: `gradients` and the running statistics change.
  public func trainingPass(count: Int, dropout generator: inout SplitMix64) -> BatchResult {
    train(count: count, dropout: &generator)
  }

  /// Nothing has to be prepared.
  public func beginStep(share: Double) {}

  /// Makes a step: the parameters follow `gradients`.
  public func step(_ optimizer: OptimizerState<Float>, gradients: ScalarBuffer<Float>, learningRate: Double) {
    optimizer.step(parameters, gradients: gradients, learningRate: learningRate)
  }

  /// Nothing is chosen by rows.
  public func endEpoch(validation rows: LabelledRows) throws(TrainingError) {}
}
