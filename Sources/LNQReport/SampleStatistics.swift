/// Mean and spread of a handful of measurements.
public struct SampleStatistics: Equatable, Sendable {
  /// How many there were, at least 1.
  public let count: Int
  /// Σx / n.
  public let mean: Double
  /// The sample standard deviation, √(Σ(x − mean)² / (n − 1)); nil of a single measurement, which says nothing of a spread.
  public let standardDeviation: Double?

  /// Of these measurements; nil when there are none.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    guard values.count > 1 else {
      standardDeviation = nil
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardDeviation = (squares / Double(values.count - 1)).squareRoot()
  }
}
