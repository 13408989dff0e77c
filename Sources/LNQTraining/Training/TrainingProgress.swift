/// Where a training run stands after a step.
public struct TrainingProgress: Sendable, Hashable {
  /// The epoch, from 1.
  public let epoch: Int
  /// How many epochs there will be.
  public let epochs: Int
  /// The step within the epoch, from 1.
  public let step: Int
  /// How many steps the epoch has.
  public let steps: Int
  /// The step within the run, from 1.
  public let runStep: Int
  /// How many steps the run has, unless patience ends it earlier.
  public let runSteps: Int
  /// η of the step.
  public let learningRate: Double
  /// The mean loss of this step's rows.
  public let loss: Double
  /// The share of this step's rows that were classified correctly, before the step.
  public let accuracy: Double
  /// The share of this epoch's rows so far that were classified correctly, each before its step.
  public let runningAccuracy: Double
  /// Training rows per second since the epoch began.
  public let samplesPerSecond: Double

  /// The share of the run that is done.
  public var done: Double { Double(runStep) / Double(runSteps) }
}
