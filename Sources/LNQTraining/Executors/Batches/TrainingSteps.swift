import LNQData
import LNQRandom

/// A training step that is made together with those after it.
public struct TrainingStep: Sendable {
  /// How many rows its batch has: those of the order that follow the batch before.
  public let count: Int
  /// η.
  public let learningRate: Double
  /// What dropout draws from.
  public let dropout: SplitMix64
  /// How much of the run is done before it, 0 ... 1.
  public let share: Double

  /// Puts the parts together.
  public init(count: Int, learningRate: Double, dropout: SplitMix64, share: Double) {
    self.count = count
    self.learningRate = learningRate
    self.dropout = dropout
    self.share = share
  }
}

extension BatchExecutor {
  /// One step after the other, by `load`, `trainingPass` and `step`.
  public func makeSteps(
    _ steps: [TrainingStep], of rows: LabelledRows, order: [Int32], from position: Int,
    optimizer: OptimizerState<Float>
  ) throws(TrainingError) -> [BatchResult] {
    try makeStepsOneByOne(steps, of: rows, order: order, from: position, optimizer: optimizer)
  }

  /// What `makeSteps` is, where the executor has no shorter way.
  func makeStepsOneByOne(
    _ steps: [TrainingStep], of rows: LabelledRows, order: [Int32], from position: Int,
    optimizer: OptimizerState<Float>
  ) throws(TrainingError) -> [BatchResult] {
    var results: [BatchResult] = []
    var position = position
    for step in steps {
      beginStep(share: step.share)
      try load(rows, at: order[position..<position + step.count])
      position += step.count
      var dropout = step.dropout
      let result = trainingPass(count: step.count, dropout: &dropout)
      results.append(result)
      guard result.loss.isFinite else { break }
      self.step(optimizer, gradients: gradients, learningRate: step.learningRate)
    }
    return results
  }
}
