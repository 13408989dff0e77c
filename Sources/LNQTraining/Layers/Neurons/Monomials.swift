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

/// The order in which the column kernels compute monomials: by degree, and within a degree by the last input.
///
/// So the monomials of degree d without inputs after v stand first in their degree, and times x_v they are neighbours in the
/// next one: that is how a monomial is made, by one product.
struct PolynomialOrder {
  let degree: Int
  /// Where each degree begins, and where the last one ends: degree + 2 numbers.
  let level: [Int]
  /// [degree d · inputs + v]: how many monomials of degree d have no input after v.
  let prefix: [Int]
  /// [degree d · inputs + v]: where these times x_v begin, for d below the degree.
  let successor: [Int]
  /// Of each monomial in this order, its place in the order of `Monomials`.
  let coefficient: [Int]

  init(inputCount: Int, degree: Int) {
    var (level, prefix, successor) = ([0, 1], [Int](), [Int]())
    var exponents = [Array(repeating: 0, count: inputCount)]
    for d in 0...degree {
      // As many as there are monomials of degree d or less in the inputs before v: x_v fills up the degree.
      prefix += (0..<inputCount).map { Monomials.count(inputCount: $0, degree: d) }
      guard d < degree else { break }
      for v in 0..<inputCount {
        successor.append(exponents.count)
        for i in 0..<prefix[d * inputCount + v] {
          var product = exponents[level[d] + i]
          product[v] += 1
          exponents.append(product)
        }
      }
      level.append(exponents.count)
    }
    let places = Dictionary(
      uniqueKeysWithValues: Monomials.exponents(inputCount: inputCount, degree: degree).enumerated().map { ($1, $0) })
    coefficient = exponents.compactMap { places[$0] }
    self.degree = degree
    self.level = level
    self.prefix = prefix
    self.successor = successor
  }
}
