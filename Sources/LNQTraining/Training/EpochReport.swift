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
