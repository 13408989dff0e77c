/// How to train. The defaults are those of `ch train`.
public struct TrainingOptions: Sendable, Hashable, Codable {
  /// How parameters follow gradients.
  public var optimizer = Optimizer.adam()
  /// η of the first epoch.
  public var learningRate = 1e-5
  /// λ.
  public var weightDecay = 0.0
  /// How η changes.
  public var schedule = LearningRateSchedule.cosineAnnealing(minimum: 1e-6)
  /// How often every training row is seen, unless the run ends earlier.
  public var epochs = 20
  /// After how many steps the run ends, in the middle of an epoch or not; nil for no limit.
  public var maxSteps: Int?
  /// The run ends when so many epochs in a row brought no lower validation loss; nil to train on.
  public var patience: Int?
  /// How many rows make one batch.
  public var batchSize = 128
  /// How many batches make one step, as Lightning's `accumulate_grad_batches`: the step follows the sum of their
  /// gradients divided by this number, also where an epoch ends with fewer.
  public var accumulatedBatches = 1
  /// The largest 2-norm of a step's gradient; a longer one is shortened to it. nil for no limit.
  public var gradientClipping: Double?
  /// ε of `LabelSmoothing`; of influence on training alone, not on evaluation.
  public var labelSmoothing = 0.0
  /// How the connections of layers with a `fan_in` are found; nil for those that the network has.
  public var sparsity: SparsityMethod?
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
    try sparsity?.check()
    guard learningRate > 0, learningRate.isFinite else {
      throw .option(name: "the learning rate", value: "\(learningRate)", allowed: "greater than 0")
    }
    guard weightDecay >= 0, weightDecay.isFinite else {
      throw .option(name: "the weight decay", value: "\(weightDecay)", allowed: "0 or more")
    }
    guard (1...Self.batchSizeLimit).contains(batchSize) else {
      throw .option(name: "the batch size", value: "\(batchSize)", allowed: "1 to \(Self.batchSizeLimit)")
    }
    let counts = [
      ("the number of epochs", epochs), ("the number of steps", maxSteps ?? 1), ("the patience", patience ?? 1),
      ("the number of accumulated batches", accumulatedBatches),
    ]
    for (name, count) in counts where count < 1 {
      throw .option(name: name, value: "\(count)", allowed: "1 or more")
    }
    if let gradientClipping, !(gradientClipping > 0 && gradientClipping.isFinite) {
      throw .option(
        name: "the largest norm of the gradient", value: "\(gradientClipping)", allowed: "greater than 0")
    }
    guard labelSmoothing >= 0, labelSmoothing <= 1 else {
      throw .option(name: "the label smoothing", value: "\(labelSmoothing)", allowed: "0 to 1")
    }
  }
}
