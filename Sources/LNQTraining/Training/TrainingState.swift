/// Where a training run stands, with everything that it takes to go on as if it had never stopped.
///
/// Random numbers need no place here: the order of the rows in an epoch depends on the seed and the number of the epoch,
/// the dropout masks of a step on the seed and the number of the step.
public struct TrainingState: Sendable, Equatable {
  /// The network as it is now.
  public let network: Network
  /// The network after the best epoch; nil while there is none.
  public let best: Network?
  /// The epoch, from 1, with the lowest validation loss (the first of equals) of those after which the network had no more
  /// connections than in the end; nil while there is none.
  public let bestEpoch: Int?
  /// The figures of every complete epoch.
  public let history: [EpochRecord]
  /// What was done of the epoch after those.
  public let partial: PartialEpoch
  /// What the optimizer remembers, and how many steps the run made.
  public let optimizer: OptimizerMemory
  /// How many rows the complete epochs trained on, and for how long.
  public let samples: Int
  /// See `TrainingResult.trainingSeconds`; of the complete epochs.
  public let trainingSeconds: Double

  /// Puts the parts together.
  ///
  /// - Precondition: there is a best network if and only if there is a best epoch, which is complete.
  public init(
    network: Network, best: Network?, bestEpoch: Int?, history: [EpochRecord], partial: PartialEpoch,
    optimizer: OptimizerMemory, samples: Int, trainingSeconds: Double
  ) {
    precondition((best == nil) == (bestEpoch == nil), "a best network with its epoch")
    precondition(bestEpoch.map { (1...history.count).contains($0) } ?? true, "the best of \(history.count) epochs")
    self.network = network
    self.best = best
    self.bestEpoch = bestEpoch
    self.history = history
    self.partial = partial
    self.optimizer = optimizer
    self.samples = samples
    self.trainingSeconds = trainingSeconds
  }

  /// The figures of the best epoch.
  public var bestRecord: EpochRecord? { bestEpoch.map { history[$0 - 1] } }
}
