/// A polynomial in several variables with all monomials up to a total degree (PolyLUT, Andronic and Constantinides, 2023).
///
/// It is a polynomial in the first variable whose coefficients are polynomials in the others, and so on:
/// p = (…(c_D · x_0 + c_{D−1}) · x_0 + …) + c_0, each product and each sum rounded to Double. `coefficients` are in the order
/// of that recursion: for e_0 = 0…D the block of x_0^{e_0}, a polynomial of degree D − e_0 in x_1, x_2, …; a single variable
/// has its coefficients in ascending order of the power.
public struct Polynomial: Hashable, Sendable {
  /// How many variables there are, at least one.
  public let variableCount: Int
  /// The largest sum of exponents, at least 0.
  public let degree: Int
  /// One for each monomial.
  public let coefficients: [Double]

  /// - Precondition: `coefficients` are as many as `coefficientCount` says.
  public init(variableCount: Int, degree: Int, coefficients: [Double]) {
    precondition(
      coefficients.count == Self.coefficientCount(variableCount: variableCount, degree: degree),
      "\(coefficients.count) coefficients of degree \(degree) in \(variableCount) variables")
    self.variableCount = variableCount
    self.degree = degree
    self.coefficients = coefficients
  }

  /// How many monomials there are: (variables + degree) over degree.
  public static func coefficientCount(variableCount: Int, degree: Int) -> Int {
    (0..<degree).reduce(1) { $0 * (variableCount + $1 + 1) / ($1 + 1) }
  }

  /// The value at the point `x`.
  ///
  /// The innermost polynomials, those in the last variable, come first: their values are the coefficients of a polynomial in
  /// the other variables, in its order.
  public func callAsFunction(_ x: [Double]) -> Double {
    var rest = coefficients
    for variable in (0..<variableCount).reversed() {
      var start = 0
      rest = Self.blockLengths(variableCount: variable + 1, degree: degree).map { length in
        defer { start += length }
        return Self.horner(rest[start..<start + length], at: x[variable])
      }
    }
    return rest[0]
  }

  /// Every coefficient times `scale`, and then `offset` more: an affine function of the value.
  func scaled(by scale: Double, offset: Double) -> Polynomial {
    var scaled = coefficients.map { $0 * scale }
    // The constant monomial is the first of the first block of every recursion.
    scaled[0] += offset
    return Polynomial(variableCount: variableCount, degree: degree, coefficients: scaled)
  }

  /// The polynomial with ascending `coefficients` in one variable.
  private static func horner(_ coefficients: ArraySlice<Double>, at x: Double) -> Double {
    var value = coefficients[coefficients.endIndex - 1]
    for coefficient in coefficients.dropLast().reversed() { value = value * x + coefficient }
    return value
  }

  /// The lengths of the blocks that are polynomials in the last variable alone, in order.
  static func blockLengths(variableCount: Int, degree: Int) -> [Int] {
    if variableCount == 1 { return [degree + 1] }
    return (0...degree).flatMap { blockLengths(variableCount: variableCount - 1, degree: degree - $0) }
  }
}
