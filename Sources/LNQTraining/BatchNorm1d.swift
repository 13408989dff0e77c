/// PyTorch's `BatchNorm1d`: y = (x − mean) / √(variance + epsilon) · weight + bias.
public struct BatchNorm1d: Sendable, Equatable {
  /// How many features it has.
  public let featureCount: Int
  /// γ, one a feature; trainable.
  public internal(set) var weight: [Float]
  /// β, one a feature; trainable.
  public internal(set) var bias: [Float]
  /// The running mean, used in evaluation.
  public internal(set) var runningMean: [Float]
  /// The running unbiased variance, used in evaluation.
  public internal(set) var runningVariance: [Float]
  /// PyTorch's `num_batches_tracked`.
  public internal(set) var batchesTracked: Int
  /// Added to the variance.
  public let epsilon: Float
  /// The weight of the newest batch in the running statistics.
  public let momentum: Float
}
