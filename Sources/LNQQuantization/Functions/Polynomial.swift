import LNQTraining

/// A polynomial in several variables with all monomials up to a total degree (PolyLUT, Andronic and Constantinides, 2023).
public struct Polynomial: Hashable, Sendable {
  /// Its variables and its degree, and what it computes.
  public let shape: PolynomialShape
  /// In the order of the shape; a single variable has its coefficients in ascending order of the power.
  public let coefficients: [Double]

  /// - Precondition: as many `coefficients` as the shape has parameters.
  public init(_ shape: PolynomialShape, coefficients: [Double]) {
    precondition(coefficients.count == shape.parameterCount, "\(shape.parameterCount) coefficients of a polynomial")
    self.shape = shape
    self.coefficients = coefficients
  }

  /// The value at the point `x`.
  public func callAsFunction(_ x: [Double]) -> Double { shape.value(of: coefficients, at: x) }

  /// Every coefficient times `scale`, and then `offset` more: an affine function of the value.
  func scaled(by scale: Double, offset: Double) -> Polynomial {
    var scaled = coefficients.map { $0 * scale }
    // The constant monomial is the first of the first block of every recursion.
    scaled[0] += offset
    return Polynomial(shape, coefficients: scaled)
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
    let variableCount = shape.inputCount
    let lengths = (1...variableCount).map { Self.blockLengths(variableCount: $0, degree: shape.degree) }
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
