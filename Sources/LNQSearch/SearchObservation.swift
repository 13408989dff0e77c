/// A point that was tried, and what came of it.
public struct SearchObservation: Hashable, Sendable {
  /// What was tried.
  public let point: SearchPoint
  /// One number for each objective, the lower the better; nil when the trial failed.
  public let costs: [Double]?

  /// Puts the two together. A cost that is not finite is a failure.
  public init(_ point: SearchPoint, costs: [Double]?) {
    self.point = point
    self.costs = costs.flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil }
  }
}
