import LNQFixedPoint
import LNQRandom
import LNQTables
import LNQTraining
import Testing

@testable import LNQQuantization

@Suite("Parts of neurons")
struct NeuronPartTests {
  /// Signals of all kinds of formats, with scales that are no powers of two.
  static func signals(_ widths: [Int], _ random: inout SplitMix64) throws -> [Signal] {
    try widths.map { width in
      let format = try FixedPointFormat(width: width, fractionBits: 0, isSigned: Bool.random(using: &random))
      return Signal(
        name: "x", quantizer: try Quantizer(format: format, scale: Double.random(in: 0.1...2, using: &random)))
    }
  }

  static func terms(_ count: Int, _ random: inout SplitMix64) -> [NeuronPart.Term] {
    (0..<count).map { signal in
      let norm = Elementwise.affine(
        scale: Double.random(in: -1...1, using: &random), offset: Double.random(in: -1...1, using: &random))
      return NeuronPart.Term(
        signal: signal,
        summands: ([[], [norm, .relu], [norm]] as [[Elementwise]]).shuffled(using: &random).prefix(2).map {
          NeuronPart.Summand(weight: Double.random(in: -1...1, using: &random), activation: $0)
        })
    }
  }

  static func polynomial(_ variables: Int, degree: Int, _ random: inout SplitMix64) -> Polynomial {
    let shape = PolynomialShape(inputCount: variables, degree: degree)
    return Polynomial(
      shape, coefficients: (0..<shape.parameterCount).map { _ in Double.random(in: -1...1, using: &random) })
  }

  static func network(_ inputs: Int, stages: [(hidden: [Int], isSkipped: Bool)], _ random: inout SplitMix64)
    -> SubNetwork
  {
    let shape = SubNetworkShape(inputCount: inputs, stages: stages.map { ($0.hidden, $0.isSkipped) })
    return SubNetwork(
      shape, parameters: (0..<shape.parameterCount).map { _ in Double.random(in: -1...1, using: &random) })
  }

  /// Row by row, by the definition.
  static func check(_ part: NeuronPart, _ signals: [Signal]) throws {
    let reals = part.reals(of: signals)
    let formats = part.terms.map { signals[$0.signal].format }
    var rows = 0
    for row in reals.indices {
      var address = row
      let values = zip(part.terms, formats).map { term, format in
        defer { address >>= format.width }
        return signals[term.signal].quantizer.value(of: format.code(ofBitPattern: UInt32(address) & format.mask))
      }
      // Every bit of every Double.
      if part.real(values).bitPattern == reals[row].bitPattern { rows += 1 }
    }
    #expect(rows == 1 << formats.reduce(0) { $0 + $1.width })
    let table = try TruthTable(tabulating: part, signals: signals)
    #expect(try (0..<table.rowCount).allSatisfy { try table[$0] == part.quantizer.code(of: reals[$0]) })
  }

  static func quantizer() throws -> Quantizer {
    try Quantizer(format: FixedPointFormat(width: 3, fractionBits: 0, isSigned: true), scale: 0.37)
  }

  static let widths: [[Int]] = [[], [1], [8], [3, 1], [1, 8, 2], [2, 2, 2, 2, 2, 2], [5, 4, 3], [4, 4, 4]]

  @Test("sums have the same bits in every row as one by one", arguments: widths)
  func sums(widths: [Int]) throws {
    var random = SplitMix64(seed: 1)
    let part = NeuronPart(
      terms: Self.terms(widths.count, &random), function: .sum(bias: 0.1), quantizer: try Self.quantizer())
    try Self.check(part, try Self.signals(widths, &random))
  }

  @Test("polynomials have the same bits in every row as one by one", arguments: widths.dropFirst(), 0...4)
  func polynomials(widths: [Int], degree: Int) throws {
    var random = SplitMix64(seed: UInt64(degree))
    let part = NeuronPart(
      terms: Self.terms(widths.count, &random),
      function: .polynomial(Self.polynomial(widths.count, degree: degree, &random)), quantizer: try Self.quantizer())
    try Self.check(part, try Self.signals(widths, &random))
  }

  @Test(
    "sub-networks have the same bits in every row as one by one", arguments: widths.dropFirst(),
    [
      [(hidden: [1], isSkipped: false)], [([1], true)], [([5, 1], false)], [([3, 4], true), ([6, 1], true)],
      [([2], true), ([7, 3], false), ([1], true)],
    ])
  func networks(widths: [Int], stages: [(hidden: [Int], isSkipped: Bool)]) throws {
    var random = SplitMix64(seed: UInt64(stages.count))
    let part = NeuronPart(
      terms: Self.terms(widths.count, &random),
      function: .network(Self.network(widths.count, stages: stages, &random)), quantizer: try Self.quantizer())
    try Self.check(part, try Self.signals(widths, &random))
  }

  @Test("a polynomial is the sum of its monomials, in the order of the nested blocks")
  func monomials() {
    // x⁰: 1, y, y²; x¹: 1, y; x²: 1.
    let polynomial = Polynomial(PolynomialShape(inputCount: 2, degree: 2), coefficients: [1, 2, 3, 4, 5, 6])
    for x in -3...3 {
      for y in -3...3 {
        #expect(polynomial([Double(x), Double(y)]) == Double(1 + 2 * y + 3 * y * y + 4 * x + 5 * x * y + 6 * x * x))
        #expect(
          polynomial.scaled(by: 2, offset: 1)([Double(x), Double(y)]) == 2 * polynomial([Double(x), Double(y)]) + 1)
      }
    }
    #expect(Monomials.count(inputCount: 3, degree: 4) == 35)
    #expect(Monomials.count(inputCount: 6, degree: 4) == 210)
    #expect(Monomials.count(inputCount: 4, degree: 0) == 1)
    #expect(Polynomial.blockLengths(variableCount: 3, degree: 2) == [3, 2, 1, 2, 1, 1])
  }

  @Test("a sub-network adds its shortcuts last and rectifies between layers and between stages")
  func subNetwork() {
    let shape = SubNetworkShape(inputCount: 1, stages: [(widths: [2, 2], hasShortcut: true), ([1], false)])
    let first: [Double] = [1, -1, 0, 1]
    let second: [Double] = [1, 2, -1, 1, 0, 0.5]
    let shortcut: [Double] = [10, -10, 0, 0]
    let network = SubNetwork(shape, parameters: first + second + shortcut + [1, 1, -1])
    // x = 2: relu(2, −1) = (2, 0); (2, −1.5) + (20, −20) = (22, −21.5); relu: 22 − 1.
    #expect(network([2]) == 21)
    // x = −1: relu(−1, 2) = (0, 2); (4, 2.5) + (−10, 10) = (−6, 12.5); 12.5 − 1.
    #expect(network([-1]) == 11.5)
    #expect(network.scaled(by: 2, offset: 3)([-1]) == 26)
  }
}
