/// A polynomial of k inputs with all monomials up to a total degree, and what it computes of its parameters.
///
/// It is a polynomial in the first input whose coefficients are polynomials in the others, and so on:
/// p = (…(c_D · x_0 + c_{D−1}) · x_0 + …) + c_0, each product and each sum rounded. The parameters are in the order of that
/// recursion, which is that of `Monomials`: for e_0 = 0…D the block of x_0^{e_0}, a polynomial of degree D − e_0 in x_1, x_2, …
public struct PolynomialShape: SubNeuronShape, Sendable, Hashable {
  /// k, at least one.
  public let inputCount: Int
  /// D, the largest sum of exponents, at least 0.
  public let degree: Int

  /// - Precondition: there is an input, and `degree` is not negative.
  public init(inputCount: Int, degree: Int) {
    precondition(inputCount > 0 && degree >= 0, "a polynomial of degree \(degree) in \(inputCount) inputs")
    self.inputCount = inputCount
    self.degree = degree
  }

  /// How many parameters there are: one for each monomial.
  public var parameterCount: Int { Monomials.count(inputCount: inputCount, degree: degree) }

  /// How many products the recursion takes: each parameter but the last is added to one.
  package var valueCount: Int { parameterCount - 1 }

  /// The value of the polynomial of the parameters `w` at x. `values` keeps what was multiplied by an input, in that order.
  package func forward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, values: UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    var (end, next) = (w + parameterCount, values)
    return forward(x, input: 0, degree: degree, end: &end, values: &next)
  }

  /// A polynomial in the inputs from `input` on, whose parameters are those before `end`.
  private func forward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, input: Int, degree: Int, end: inout UnsafePointer<Scalar>,
    values: inout UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    guard input < inputCount else {
      end -= 1
      return end.pointee
    }
    var value = forward(x, input: input + 1, degree: 0, end: &end, values: &values)
    for rest in 1..<degree + 1 {
      values.pointee = value
      values += 1
      value *= x[input]
      value += forward(x, input: input + 1, degree: rest, end: &end, values: &values)
    }
    return value
  }

  /// Adds to dw and dx, after `forward` with the same values: the recursion, last step first.
  func backward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, _ dy: Scalar, dw: UnsafeMutablePointer<Scalar>, dx: UnsafeMutablePointer<Scalar>,
    values: UnsafePointer<Scalar>
  ) {
    var (next, end) = (dw, values + valueCount)
    backward(x, input: 0, degree: degree, dy, dw: &next, dx: dx, end: &end)
  }

  private func backward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, input: Int, degree: Int, _ dy: Scalar, dw: inout UnsafeMutablePointer<Scalar>,
    dx: UnsafeMutablePointer<Scalar>, end: inout UnsafePointer<Scalar>
  ) {
    guard input < inputCount else {
      dw.pointee += dy
      dw += 1
      return
    }
    var dy = dy
    for rest in (1..<degree + 1).reversed() {
      backward(x, input: input + 1, degree: rest, dy, dw: &dw, dx: dx, end: &end)
      end -= 1
      dx[input] += dy * end.pointee
      dy *= x[input]
    }
    backward(x, input: input + 1, degree: 0, dy, dw: &dw, dx: dx, end: &end)
  }
}
