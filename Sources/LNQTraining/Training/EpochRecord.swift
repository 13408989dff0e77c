/// One row of `metrics.csv`.
public struct EpochRecord: Sendable, Hashable, Codable {
  /// The epoch, from 1.
  public let epoch: Int
  /// η during it.
  public let learningRate: Double
  /// The mean loss over the rows that were trained on, each before its step and in training mode.
  public let trainLoss: Double
  /// The share of those rows that were classified correctly.
  public let trainAccuracy: Double
  /// The mean loss over the validation rows after the epoch, in evaluation mode.
  public let validationLoss: Double
  /// The share of the validation rows that are classified correctly.
  public let validationAccuracy: Double
  /// How long training and validation took.
  public let seconds: Double

  /// Puts the figures together.
  public init(
    epoch: Int, learningRate: Double, trainLoss: Double, trainAccuracy: Double, validationLoss: Double,
    validationAccuracy: Double, seconds: Double
  ) {
    self.epoch = epoch
    self.learningRate = learningRate
    self.trainLoss = trainLoss
    self.trainAccuracy = trainAccuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.seconds = seconds
  }
}
