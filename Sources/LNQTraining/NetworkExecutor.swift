import LNQData

/// Computes with a network: forward and backward passes over a batch, in memory that is allocated once.
///
/// The executor works on its own copy of the parameters; `network` gives them back as a value. Products run on OpenBLAS,
/// whose last bits depend on the processor.
public final class NetworkExecutor<Scalar: BLASScalar> {
  /// The most rows a batch can have.
  public let batchSize: Int
  /// Every weight and bias, layer after layer, in the order of PyTorch's `parameters()`; masked weights are here and 0.
  public let parameters: ScalarBuffer<Scalar>
  /// The derivative of the loss with respect to each parameter, after `trainingPass`.
  public let gradients: ScalarBuffer<Scalar>
  /// Means, then variances, of each batch normalization, layer after layer.
  public let runningStatistics: ScalarBuffer<Scalar>

  let template: Network
  /// What each layer computes, with pointers into the buffers of this object.
  let passes: [LayerPasses<Scalar>]
  /// How many features go into and come out of each layer.
  let widths: [(input: Int, output: Int)]
  var batchesTracked: Int
  /// ε of `LabelSmoothing` in training passes.
  private let labelSmoothing: Double

  private let input: ScalarBuffer<Scalar>
  private let outputs: [ScalarBuffer<Scalar>]
  private let workspace: [ScalarBuffer<Scalar>]
  private let probabilities: ScalarBuffer<Scalar>
  private let outputGradient: ScalarBuffer<Scalar>
  private let inputGradient: ScalarBuffer<Scalar>
  private var labels: [Int32]

  /// Copies the network's parameters and allocates everything for batches of up to `batchSize` rows.
  ///
  /// - Parameter labelSmoothing: ε of `LabelSmoothing` in training passes; 0 for the plain cross-entropy.
  /// - Precondition: `batchSize` > 0.
  public init(_ network: Network, batchSize: Int, labelSmoothing: Double = 0) {
    precondition(batchSize > 0, "a batch of \(batchSize) rows")
    _ = BLASThreads.single
    var allocation = ExecutorAllocation<Scalar>(network, batchSize: batchSize)
    for layer in network.layers { allocation.append(layer) }
    self.batchSize = batchSize
    self.labelSmoothing = labelSmoothing
    template = network
    parameters = allocation.parameters
    gradients = allocation.gradients
    runningStatistics = allocation.runningStatistics
    passes = allocation.passes
    widths = allocation.widths
    outputs = allocation.outputs
    workspace = allocation.workspace
    batchesTracked = 0
    input = ScalarBuffer(count: batchSize * network.inputCount)
    probabilities = ScalarBuffer(count: batchSize * network.outputCount)
    let widest = widths.reduce(0) { max($0, $1.input, $1.output) }
    outputGradient = ScalarBuffer(count: batchSize * widest)
    inputGradient = ScalarBuffer(count: batchSize * widest)
    labels = Array(repeating: 0, count: batchSize)
  }

  /// Makes the rows with these indices the batch.
  ///
  /// - Precondition: at most `batchSize` indices, all of them rows.
  /// - Throws: `TrainingError.featureCount` or `.label` when a row does not suit the network.
  public func load(_ rows: LabelledRows, at indices: some Collection<Int32>) throws(TrainingError) {
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
    var x = UnsafePointer(input.pointer)
    for layer in passes.indices {
      passes[layer].forwardTraining(x, into: outputs[layer].pointer, rows: count, generator: &generator)
      x = UnsafePointer(outputs[layer].pointer)
    }
    batchesTracked += 1
    let classes = template.outputCount
    var result = CrossEntropy.forward(x, labels: labels, into: probabilities.pointer, rows: count, classes: classes)
    var (dy, dx) = (outputGradient.pointer, inputGradient.pointer)
    CrossEntropy.backward(probabilities.pointer, labels: labels, into: dy, rows: count, classes: classes)
    if labelSmoothing > 0 {
      let loss = LabelSmoothing.smooth(
        result.loss, by: labelSmoothing, x, labels: labels, gradient: dy, rows: count, classes: classes)
      result = BatchResult(loss: loss, correct: result.correct)
    }
    for layer in passes.indices.reversed() {
      let x = layer == 0 ? input.pointer : outputs[layer - 1].pointer
      passes[layer].backward(x, outputs[layer].pointer, dy, into: layer == 0 ? nil : dx, rows: count)
      swap(&dy, &dx)
    }
    return result
  }

  /// Forward in evaluation mode over the first `count` rows of the batch: nothing but the outputs changes.
  ///
  /// - Precondition: `count` rows were loaded.
  public func evaluationPass(count: Int) -> BatchResult {
    var x = UnsafePointer(input.pointer)
    for layer in passes.indices {
      passes[layer].forwardEvaluation(x, into: outputs[layer].pointer, rows: count)
      x = UnsafePointer(outputs[layer].pointer)
    }
    return CrossEntropy.forward(
      x, labels: labels, into: probabilities.pointer, rows: count, classes: template.outputCount)
  }

  /// What a layer gave in the last pass, `count` rows of it; the last layer's are the logits.
  ///
  /// - Precondition: `layer` exists, and `count` ≤ `batchSize`.
  public func outputs(ofLayer layer: Int, count: Int) -> [Scalar] {
    precondition(count <= batchSize, "\(count) rows of a batch of \(batchSize)")
    return Array(UnsafeBufferPointer(start: outputs[layer].pointer, count: count * widths[layer].output))
  }

  /// The last layer's outputs of the last pass; valid until the next one.
  func logits(count: Int) -> UnsafeBufferPointer<Scalar> {
    let logits = outputs.last?.pointer ?? input.pointer
    return UnsafeBufferPointer(start: logits, count: count * template.outputCount)
  }
}
