/// What a run has to write down after an epoch.
public struct EpochReport: Sendable {
  /// The figures.
  public let record: EpochRecord
  /// The network after the epoch: `last.safetensors`.
  public let network: Network
  /// Whether its validation loss is the lowest so far: then it is `best.safetensors` too.
  public let isBest: Bool
}
