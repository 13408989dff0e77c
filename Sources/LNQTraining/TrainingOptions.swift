/// How to train. The defaults are those of `ch train`.
public struct TrainingOptions: Sendable, Hashable, Codable {
  /// How parameters follow gradients.
  public var optimizer = Optimizer.adam()
  /// η of the first epoch.
  public var learningRate = 1e-5
  /// λ.
  public var weightDecay = 0.0
  /// How often every training row is seen.
  public var epochs = 20
  /// How many rows make one step.
  public var batchSize = 128
  /// How η changes.
  public var schedule = LearningRateSchedule.cosineAnnealing(minimum: 1e-6)
  /// What the order of the rows and the dropout masks are drawn from. Equal seeds give equal runs on equal processors.
  public var seed: UInt64 = 0

  /// The largest batch.
  public static let batchSizeLimit = 1 << 20

  /// The defaults.
  public init() {}

  /// - Throws: `TrainingError.option` with the name, the value, and what would be allowed.
  public func check() throws(TrainingError) {
    try optimizer.check()
    try schedule.check()
    guard learningRate > 0, learningRate.isFinite else {
      throw .option(name: "the learning rate", value: "\(learningRate)", allowed: "greater than 0")
    }
    guard weightDecay >= 0, weightDecay.isFinite else {
      throw .option(name: "the weight decay", value: "\(weightDecay)", allowed: "0 or more")
    }
    guard epochs >= 1 else {
      throw .option(name: "the number of epochs", value: "\(epochs)", allowed: "1 or more")
    }
    guard (1...Self.batchSizeLimit).contains(batchSize) else {
      throw .option(name: "the batch size", value: "\(batchSize)", allowed: "1 to \(Self.batchSizeLimit)")
    }
  }
}
