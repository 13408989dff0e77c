/// How far two figures of the same things put them into the same order: Spearman's rank correlation.
public struct RankCorrelation: Codable, Equatable, Sendable {
  /// How many things there are.
  public let count: Int
  /// 1 for the same order, −1 for the opposite one, near 0 for none: the correlation of the ranks, equal figures having the mean
  /// of theirs (Spearman 1904).
  public let coefficient: Double

  /// Nil where there is no order: for fewer than two things, and where one figure is the same of all.
  ///
  /// - Precondition: there are as many of both.
  public init?(_ first: [Double], _ second: [Double]) {
    precondition(first.count == second.count, "\(first.count) and \(second.count) figures of the same things")
    let (left, right) = (Self.ranks(first), Self.ranks(second))
    // The mean of all ranks, whatever is equal.
    let mean = Double(first.count - 1) / 2
    func product(_ left: [Double], _ right: [Double]) -> Double {
      zip(left, right).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    }
    let norm = (product(left, left) * product(right, right)).squareRoot()
    guard norm > 0 else { return nil }
    count = first.count
    coefficient = product(left, right) / norm
  }

  private static func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
      let (below, equal) = (values.count { $0 < value }, values.count { $0 == value })
      return Double(below) + Double(equal - 1) / 2
    }
  }
}
