/// How a network was trained, for `run.json`.
public struct TrainingRequest: Codable, Equatable, Sendable {
  /// How many times every training row was seen.
  public var maxEpochs: Int
  /// Rows a step.
  public var batchSize: Int
  /// Of the first step.
  public var learningRate: Double
  /// `adam`, `adamw` or `sgd`.
  public var optimizer: String
  /// As the optimizer defines it.
  public var weightDecay: Double
  /// `cosine` or `none`.
  public var scheduler: String
  /// Of parameters, order and dropout.
  public var seed: UInt64
  /// The checkpoint that it went on from.
  public var load: String?
}
