/// The mean and scale of each feature, as scikit-learn's `StandardScaler` fits them.
public struct Standardization: Hashable, Sendable, Codable {
  /// The mean of each feature over the training rows.
  public let mean: [Double]
  /// The standard deviation of each feature over the training rows (biased, ÷ n); 1 where it would be 0.
  public let scale: [Double]

  /// - Precondition: as many means as scales.
  public init(mean: [Double], scale: [Double]) {
    precondition(mean.count == scale.count)
    self.mean = mean
    self.scale = scale
  }

  /// Divides every feature by the same number.
  public init(scale: Double, featureCount: Int) {
    self.init(
      mean: [Double](repeating: 0, count: featureCount), scale: [Double](repeating: scale, count: featureCount))
  }
}
