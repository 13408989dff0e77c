/// All products of powers of k inputs up to a total degree D, in the order in which a polynomial's coefficients are stored.
///
/// The order is recursive, since a polynomial is one in the first input with polynomials in the others as coefficients: for
/// e_0 = 0 … D the monomials with x_0^{e_0}, each a block of the monomials of x_1, x_2, … up to the degree D − e_0. For two
/// inputs and degree 2: 1, x_1, x_1², x_0, x_0 x_1, x_0².
public enum Monomials {
  /// How many a neuron can have.
  public static let limit = 1024

  /// C(k + D, D); `Int.max` instead when that is beyond 2^40.
  ///
  /// - Precondition: both are at least 0.
  public static func count(inputCount: Int, degree: Int) -> Int {
    precondition(inputCount >= 0 && degree >= 0, "monomials of \(inputCount) inputs up to degree \(degree)")
    var count = 1
    // The smaller of the two gives the fewer factors; each product is a binomial coefficient times a factor.
    let (few, many) = (min(inputCount, degree), max(inputCount, degree))
    for i in 0..<few {
      count = count * (many + i + 1) / (i + 1)
      guard count <= 1 << 40 else { return .max }
    }
    return count
  }

  /// For each monomial, in order, the exponents of x_0 … x_{k−1}.
  ///
  /// - Precondition: `count` is at most `limit`.
  public static func exponents(inputCount: Int, degree: Int) -> [[Int]] {
    precondition(count(inputCount: inputCount, degree: degree) <= limit, "at most \(limit) monomials")
    guard inputCount > 0 else { return [[]] }
    return (0...degree).flatMap { first in
      exponents(inputCount: inputCount - 1, degree: degree - first).map { [first] + $0 }
    }
  }
}
