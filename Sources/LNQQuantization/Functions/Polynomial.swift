import LNQTraining

/// A polynomial in several variables with all monomials up to a total degree (PolyLUT, Andronic and Constantinides, 2023).
///
/// It is a polynomial in the first variable whose coefficients are polynomials in the others, and so on:
/// p = (…(c_D · x_0 + c_{D−1}) · x_0 + …) + c_0, each product and each sum rounded to Double. `coefficients` are in the order
/// of that recursion, which is that of `Monomials`: for e_0 = 0…D the block of x_0^{e_0}, a polynomial of degree D − e_0 in x_1, x_2, …; a single variable
/// has its coefficients in ascending order of the power.
public struct Polynomial: Hashable, Sendable {
  /// How many variables there are, at least one.
  let variableCount: Int
  /// The largest sum of exponents, at least 0.
  public let degree: Int
  /// One for each monomial.
  public let coefficients: [Double]

  /// - Precondition: there are as many `coefficients` as `Monomials.count` says.
  public init(variableCount: Int, degree: Int, coefficients: [Double]) {
    precondition(
      coefficients.count == Monomials.count(inputCount: variableCount, degree: degree),
      "\(coefficients.count) coefficients of degree \(degree) in \(variableCount) variables")
    self.variableCount = variableCount
    self.degree = degree
    self.coefficients = coefficients
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

extension Polynomial {
  /// The values at all points of a grid, bit-identical with those of `callAsFunction`.
  ///
  /// The outer variables are fixed one after the other, the last first. Each leaves a polynomial in fewer variables; what it
  /// has computed serves for all combinations of the variables before it. The first variable runs innermost.
  /// - Parameter axes: for each variable the values that it takes.
  /// - Returns: for each combination the value; the first variable varies fastest.
  func values(on axes: [[Double]]) -> [Double] {
    let count = axes.reduce(1) { $0 * $1.count }
    let lengths = (1...variableCount).map { Self.blockLengths(variableCount: $0, degree: degree) }
    // For each number of variables that are still free the coefficients that remain.
    var levels = lengths.map { [Double](repeating: 0, count: $0.reduce(0, +)) }
    levels[variableCount - 1] = coefficients
    var digits = [Int](repeating: 0, count: variableCount)
    return [Double](unsafeUninitializedCapacity: count) { values, initialized in
      var place = 0
      // Which variable changed since the last line of values, and with it every one before it.
      var changed = variableCount - 1
      while place < count {
        for variable in stride(from: changed, to: 0, by: -1) {
          Self.reduce(
            levels[variable], lengths[variable], at: axes[variable][digits[variable]], into: &levels[variable - 1])
        }
        let line = UnsafeMutableBufferPointer(rebasing: values[place..<place + axes[0].count])
        Self.line(levels[0], along: axes[0], into: line)
        place += axes[0].count
        changed = 1
        while changed < variableCount {
          digits[changed] += 1
          if digits[changed] < axes[changed].count { break }
          digits[changed] = 0
          changed += 1
        }
      }
      initialized = count
    }
  }

  /// Each block's value at `x`: the coefficients of a polynomial in one variable fewer.
  private static func reduce(
    _ coefficients: [Double], _ lengths: [Int], at x: Double, into reduced: inout [Double]
  ) {
    coefficients.withUnsafeBufferPointer { coefficients in
      reduced.withUnsafeMutableBufferPointer { reduced in
        var end = 0
        for (block, length) in lengths.enumerated() {
          end += length
          var value = coefficients[end - 1]
          for power in 1..<max(1, length) { value = value * x + coefficients[end - 1 - power] }
          reduced[block] = value
        }
      }
    }
  }

  /// A polynomial in one variable for each of `axis`.
  private static func line(
    _ coefficients: [Double], along axis: [Double], into line: UnsafeMutableBufferPointer<Double>
  ) {
    let highest = coefficients[coefficients.count - 1]
    axis.withUnsafeBufferPointer { axis in
      for i in 0..<axis.count { line.initializeElement(at: i, to: highest) }
      for coefficient in coefficients.dropLast().reversed() {
        for i in 0..<axis.count { line[i] = line[i] * axis[i] + coefficient }
      }
    }
  }
}
