import LNQTraining
import Testing

@Suite("Monomials")
struct MonomialsTests {
  @Test("of two inputs and degree 2 are 1, x1, x1², x0, x0 x1, x0²")
  func order() {
    #expect(Monomials.exponents(inputCount: 2, degree: 2) == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [2, 0]])
    #expect(Monomials.exponents(inputCount: 1, degree: 3) == [[0], [1], [2], [3]])
  }

  @Test("are all exponents up to the degree, the first input's in blocks, each once", arguments: 1...5, 0...4)
  func all(inputCount: Int, degree: Int) {
    let exponents = Monomials.exponents(inputCount: inputCount, degree: degree)
    #expect(exponents.count == Monomials.count(inputCount: inputCount, degree: degree))
    #expect(exponents.allSatisfy { $0.count == inputCount && $0.reduce(0, +) <= degree })
    for (left, right) in zip(exponents, exponents.dropFirst()) { #expect(left.lexicographicallyPrecedes(right)) }
  }

  @Test("are counted without overflow")
  func counts() {
    #expect(Monomials.count(inputCount: 6, degree: 4) == 210)
    #expect(Monomials.count(inputCount: 1023, degree: 1) == Monomials.limit)
    #expect(Monomials.count(inputCount: 65_536, degree: 16) == .max)
    #expect(Monomials.count(inputCount: 20, degree: 16) == 7_307_872_110)
  }
}
