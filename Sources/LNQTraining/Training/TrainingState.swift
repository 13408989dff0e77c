/// Where a training run stands, with everything that it takes to go on as if it had never stopped.
///
/// Random numbers need no place here: the order of the rows in an epoch depends on the seed and the number of the epoch,
/// the dropout masks of a step on the seed and the number of the step.
public struct TrainingState: Sendable, Equatable {
  /// The network as it is now.
  public let network: Network
  /// The network after the best epoch; nil while there is none.
  public let best: Network?
  /// The epoch, from 1, with the lowest validation loss, of a weightless network the highest accuracy (the first of equals), of those
  /// after which the network had no more connections than in the end; nil while there is none.
  public let bestEpoch: Int?
  /// The figures of every complete epoch.
  public let history: [EpochRecord]
  /// What was done of the epoch after those.
  public let partial: PartialEpoch
  /// What the optimizer remembers, and how many steps the run made.
  public let optimizer: OptimizerMemory
  /// The outputs that were drawn anew so far, in their order.
  public let revivals: [Revival]
  /// How many rows the complete epochs trained on, and for how long.
  public let samples: Int
  /// See `TrainingResult.trainingSeconds`; of the complete epochs.
  public let trainingSeconds: Double

  /// Puts the parts together.
  ///
  /// - Precondition: there is a best network if and only if there is a best epoch, which is complete.
  public init(
    network: Network, best: Network?, bestEpoch: Int?, history: [EpochRecord], partial: PartialEpoch,
    optimizer: OptimizerMemory, revivals: [Revival] = [], samples: Int, trainingSeconds: Double
  ) {
    precondition((best == nil) == (bestEpoch == nil), "a best network with its epoch")
    precondition(bestEpoch.map { (1...history.count).contains($0) } ?? true, "the best of \(history.count) epochs")
    self.network = network
    self.best = best
    self.bestEpoch = bestEpoch
    self.history = history
    self.partial = partial
    self.optimizer = optimizer
    self.revivals = revivals
    self.samples = samples
    self.trainingSeconds = trainingSeconds
  }

  /// The figures of the best epoch.
  public var bestRecord: EpochRecord? { bestEpoch.map { history[$0 - 1] } }
}

/// What is known of an epoch that is not over yet.
public struct PartialEpoch: Sendable, Hashable {
  /// How many steps of it were made; 0 before it begins.
  public var steps = 0
  /// How many rows were trained on.
  public var rows = 0
  /// How many of them were classified correctly, each before its step.
  public var correct = 0
  /// The sum of their losses.
  public var lossSum = 0.0
  /// How long it took so far.
  public var seconds = 0.0

  /// An epoch that begins.
  public init() {}

  /// Puts the figures together.
  public init(steps: Int, rows: Int, correct: Int, lossSum: Double, seconds: Double) {
    self.steps = steps
    self.rows = rows
    self.correct = correct
    self.lossSum = lossSum
    self.seconds = seconds
  }

  /// Whether an epoch of this plan can be so far.
  func isPart(of plan: EpochPlan) -> Bool {
    steps <= plan.stepCount && rows <= plan.rowCount && correct <= rows && (steps == 0) == (rows == 0)
  }

  /// The mean loss of the rows so far.
  var loss: Double { lossSum / Double(rows) }
  /// The share of them that were classified correctly.
  var accuracy: Double { Double(correct) / Double(rows) }
}

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
