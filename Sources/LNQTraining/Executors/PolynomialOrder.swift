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
