/// What came out of a training run.
public struct TrainingResult: Sendable {
  /// The network after the epoch with the lowest validation loss (the first of equals).
  public let best: Network
  /// That epoch's figures.
  public let bestRecord: EpochRecord
  /// The network after the last complete epoch.
  public let last: Network
  /// The figures of every complete epoch.
  public let history: [EpochRecord]
  /// Why the run ended.
  public let ending: TrainingEnding
  /// How many rows were trained on in complete epochs, each as often as it was seen.
  public let samples: Int
  /// How long their training steps took, with `onStep` but without validation and `onEpoch`.
  public let trainingSeconds: Double

  /// Whether a callback stopped the run before it was over.
  public var wasStopped: Bool { ending == .stopped }
  /// Training rows per second.
  public var samplesPerSecond: Double { trainingSeconds > 0 ? Double(samples) / trainingSeconds : 0 }
}
