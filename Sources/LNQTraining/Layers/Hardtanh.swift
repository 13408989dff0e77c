/// PyTorch's `Hardtanh`: y = `minimum` where x < `minimum`, `maximum` where x > `maximum`, else x. The derivative at the two
/// limits is 0.
public struct Hardtanh: ElementwiseKind {
  static let name = "Hardtanh"

  /// The smallest value.
  public let minimum: Float
  /// The largest value.
  public let maximum: Float

  /// The function; PyTorch's defaults are −1 and 1.
  ///
  /// - Precondition: `minimum` < `maximum`.
  public init(minimum: Float = -1, maximum: Float = 1) {
    precondition(minimum < maximum, "Hardtanh from \(minimum) to \(maximum)")
    (self.minimum, self.maximum) = (minimum, maximum)
  }

  init(_ call: LayerCall) throws(ModelError.Problem) {
    let arguments = try call.arguments(["min_val", "max_val", "inplace"], required: 0)
    let minimum = try arguments.number("min_val", in: -1e6...1e6, default: -1)
    let maximum = try arguments.number("max_val", in: -1e6...1e6, default: 1)
    _ = try arguments.boolean("inplace", default: false)
    guard minimum < maximum else {
      throw .outOfRange(
        call: call.text, argument: "max_val", value: "\(maximum)", allowed: "greater than min_val, \(minimum)")
    }
    self.init(minimum: minimum, maximum: maximum)
  }

  var arguments: [String] {
    (minimum == -1 ? [] : ["min_val=\(minimum)"]) + (maximum == 1 ? [] : ["max_val=\(maximum)"])
  }
  var function: ElementwiseFunction { .hardtanh(self) }

  @inline(__always)
  func value<Scalar: BLASScalar>(at x: Scalar) -> Scalar {
    x < Scalar(minimum) ? Scalar(minimum) : x > Scalar(maximum) ? Scalar(maximum) : x
  }

  @inline(__always)
  func gradient<Scalar: BLASScalar>(_ dy: Scalar, x: Scalar, y: Scalar) -> Scalar {
    x <= Scalar(minimum) || x >= Scalar(maximum) ? 0 : dy
  }
}
