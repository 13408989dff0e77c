import LNQTraining

/// How a network was trained, for `run.json`.
public struct TrainingRequest: Codable, Equatable, Sendable {
  /// The optimizer, the learning rate and its schedule, epochs, batch size, seed.
  public var options: TrainingOptions
  /// The checkpoint that it went on from.
  public var load: String?
}
