import LNQTraining

/// One row of `steps.csv`: what a training step saw before it was made.
package struct StepRecord: Equatable, Sendable {
  /// The step within the run, from 1.
  var step: Int
  /// The epoch that it belongs to, from 1.
  var epoch: Int
  /// η.
  var learningRate: Double
  /// The mean loss of the step's rows.
  var loss: Float
  /// The share of them that were classified correctly.
  var accuracy: Float

  /// The names of the columns.
  static let header = "step,epoch,learning_rate,loss,accuracy"

  /// The row, without the line's end.
  var line: String { "\(step),\(epoch),\(learningRate),\(loss),\(accuracy)" }

  init(step: Int, epoch: Int, learningRate: Double, loss: Float, accuracy: Float) {
    self.step = step
    self.epoch = epoch
    self.learningRate = learningRate
    self.loss = loss
    self.accuracy = accuracy
  }

  /// Of the step that was just made.
  init(_ progress: TrainingProgress) {
    self.init(
      step: progress.runStep, epoch: progress.epoch, learningRate: progress.learningRate, loss: Float(progress.loss),
      accuracy: Float(progress.accuracy))
  }

  /// Reads a row; nil when it is none.
  init?(line: Substring) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 5, let step = Int(fields[0]), let epoch = Int(fields[1]), let rate = Double(fields[2]),
      let loss = Float(fields[3]), let accuracy = Float(fields[4])
    else { return nil }
    self.init(step: step, epoch: epoch, learningRate: rate, loss: loss, accuracy: accuracy)
  }
}
