/// Where a training run stands after a step.
public struct TrainingProgress: Sendable, Hashable {
  /// The epoch, from 1.
  public let epoch: Int
  /// How many epochs there will be.
  public let epochs: Int
  /// The step within the epoch, from 1.
  public let step: Int
  /// How many steps an epoch has.
  public let steps: Int
  /// The mean loss of this step's rows.
  public let loss: Double
  /// The share of this epoch's rows so far that were classified correctly, each before its step.
  public let runningAccuracy: Double
  /// Training rows per second since the epoch began.
  public let samplesPerSecond: Double

  /// Puts the figures together.
  public init(
    epoch: Int, epochs: Int, step: Int, steps: Int, loss: Double, runningAccuracy: Double, samplesPerSecond: Double
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.steps = steps
    self.loss = loss
    self.runningAccuracy = runningAccuracy
    self.samplesPerSecond = samplesPerSecond
  }
}
