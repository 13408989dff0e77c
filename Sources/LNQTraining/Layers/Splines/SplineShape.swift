/// B-splines on an even grid over −1…1: `grid` intervals, polynomials of degree `order` in each, `order` − 1 times differentiable
/// where they meet.
///
/// A function is Σ c_j · B_j(u) over `basisCount` coefficients. Knots lie at −1 + (j − order) · 2 / grid for j = 0 … grid + 2 · order,
/// as in Kolmogorov–Arnold networks (Liu et al., 2024). At each u `order` + 1 of the B_j are not 0, and they add up to 1.
public struct SplineShape: Sendable, Hashable {
  /// How many intervals there are.
  public let grid: Int
  /// The degree of the polynomials.
  public let order: Int

  /// - Precondition: both are among `grids` and `orders`.
  public init(grid: Int, order: Int) {
    precondition(Self.grids.contains(grid) && Self.orders.contains(order), "a grid of \(grid), order \(order)")
    (self.grid, self.order) = (grid, order)
  }

  static let grids = 1...256
  static let orders = 1...16

  /// How many coefficients there are.
  public var basisCount: Int { grid + order }

  /// Writes the `order` + 1 values B_j(u) that are not 0, and their derivatives unless `slopes` is nil.
  ///
  /// The Cox–de Boor recursion for even knots: of degree p, with v the distance from the interval's left end in intervals,
  /// N_r ← ((v + p − r) · N_{r−1} + (r + 1 − v) · N_r) / p.
  /// - Parameters:
  ///   - u: −1…1; what lies outside counts as the nearer end.
  ///   - values: room for `order` + 1 numbers.
  ///   - slopes: the same; the derivatives at the nearer end for what lies outside.
  /// - Returns: j of the first value.
  package func basis<Scalar: BinaryFloatingPoint>(
    at u: Scalar, values: UnsafeMutablePointer<Scalar>, slopes: UnsafeMutablePointer<Scalar>? = nil
  ) -> Int {
    let place = (min(max(u, -1), 1) + 1) * Scalar(grid) / 2
    // NaN, of a run that diverges, is in the first interval, and its values are NaN.
    let first = place >= 1 ? min(grid - 1, Int(place)) : 0
    let v = place - Scalar(first)
    values[0] = 1
    for degree in 1...order {
      if degree == order, let slopes {
        for r in 0...degree {
          let difference = (r > 0 ? values[r - 1] : 0) - (r < degree ? values[r] : 0)
          slopes[r] = difference * Scalar(grid) / 2
        }
      }
      var before: Scalar = 0
      for r in 0...degree {
        let own = r < degree ? values[r] : 0
        values[r] = ((v + Scalar(degree - r)) * before + (Scalar(r + 1) - v) * own) / Scalar(degree)
        before = own
      }
    }
    return first
  }

  /// Σ c_j · B_j(u), from left to right.
  package func value<Scalar: BinaryFloatingPoint>(of coefficients: [Scalar], at u: Scalar) -> Scalar {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: order + 1) { values in
      guard let values = values.baseAddress else { return 0 }
      let first = basis(at: u, values: values)
      return (0...order).reduce(0) { $0 + coefficients[first + $1] * values[$1] }
    }
  }
}
