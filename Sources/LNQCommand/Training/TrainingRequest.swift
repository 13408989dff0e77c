import LNQTraining

/// How a network was trained, for `run.json`.
public struct TrainingRequest: Codable, Equatable, Sendable {
  /// The optimizer, the learning rate and its schedule, epochs, batch size, seed, and all the rest.
  public var options: TrainingOptions
  /// The checkpoint that it began with.
  public var load: String?
  /// Every how many steps loss, accuracy and learning rate go to TensorBoard.
  public var logEveryNSteps: Int
}
