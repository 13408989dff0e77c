/// PyTorch's `BatchNorm1d`: y = (x − mean) / √(variance + epsilon) · weight + bias.
///
/// In training, mean and variance (biased, ÷ n) are those of the batch, and the running ones move towards them:
/// running = (1 − momentum) · running + momentum · batch, where the running variance takes the unbiased one (÷ (n − 1)).
/// In evaluation the running ones are used.
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

  /// PyTorch's start: γ = 1, β = 0, mean 0, variance 1.
  public init(featureCount: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    self.init(
      weight: Array(repeating: 1, count: featureCount), bias: Array(repeating: 0, count: featureCount),
      runningMean: Array(repeating: 0, count: featureCount),
      runningVariance: Array(repeating: 1, count: featureCount), batchesTracked: 0, epsilon: epsilon,
      momentum: momentum)
  }

  /// Puts the numbers together.
  ///
  /// - Precondition: the four arrays are equally long.
  public init(
    weight: [Float], bias: [Float], runningMean: [Float], runningVariance: [Float], batchesTracked: Int = 0,
    epsilon: Float = 1e-5, momentum: Float = 0.1
  ) {
    precondition(
      bias.count == weight.count && runningMean.count == weight.count && runningVariance.count == weight.count,
      "a BatchNorm1d of \(weight.count) features")
    self.featureCount = weight.count
    self.weight = weight
    self.bias = bias
    self.runningMean = runningMean
    self.runningVariance = runningVariance
    self.batchesTracked = batchesTracked
    self.epsilon = epsilon
    self.momentum = momentum
  }
}
