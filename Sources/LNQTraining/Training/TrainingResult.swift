/// What came out of a training run.
public struct TrainingResult: Sendable {
  /// The network after the epoch with the lowest validation loss, of a weightless network the highest accuracy (the first of equals).
  public let best: Network
  /// That epoch's figures.
  public let bestRecord: EpochRecord
  /// The network after the last complete epoch.
  public let last: Network
  /// The figures of every complete epoch.
  public let history: [EpochRecord]
  /// The outputs that were drawn anew, in their order.
  public let revivals: [Revival]
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

/// Why a training run ended.
public enum TrainingEnding: String, Sendable, Hashable, Codable {
  /// Every epoch was run.
  case epochs
  /// As many steps were made as `TrainingOptions.maxSteps` allows.
  case steps
  /// `TrainingOptions.patience` epochs in a row brought no lower validation loss.
  case patience
  /// A callback stopped it.
  case stopped
}

/// What a run has to write down after an epoch.
public struct EpochReport: Sendable {
  /// The figures.
  public let record: EpochRecord
  /// Where the run stands: all that `Trainer.run(from:)` needs to go on from here.
  public let state: TrainingState
  /// Whether its validation loss is the lowest so far: then `network` is `best.safetensors` too.
  public let isBest: Bool

  /// The network after the epoch: `last.safetensors`.
  public var network: Network { state.network }
}

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

/// What a callback of `Trainer` asks for.
public enum TrainingControl: Sendable, Hashable {
  /// Go on.
  case proceed
  /// Stop now. The result has what was reached so far.
  case stop
}
