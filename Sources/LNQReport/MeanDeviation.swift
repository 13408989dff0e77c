/// The mean of some numbers, and how far they are apart.
public struct MeanDeviation: Codable, Equatable, Sendable {
  /// How many there are.
  public let count: Int
  /// Their mean.
  public let mean: Double
  /// √(Σ(x−mean)²/(count−1)), the sample's standard deviation; nil for a single number.
  public let deviation: Double?

  /// Nothing for no numbers.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    deviation =
      values.count < 2
      ? nil : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }
}
