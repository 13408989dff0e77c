import LNQRandom

/// PyTorch's `Tanh`: y = (e^x − e^−x) / (e^x + e^−x), with the derivative 1 − y².
public struct Tanh: ElementwiseKind {
  static let name = "Tanh"

  /// The function.
  public init() {}

  init(_ call: LayerCall) throws(ModelError.Problem) {
    _ = try call.arguments([], required: 0)
  }

  var arguments: [String] { [] }
  var function: ElementwiseFunction { .tanh(self) }

  func value<Scalar: BLASScalar>(at x: Scalar) -> Scalar { Scalar(Self.portable(Double(x))) }

  @inline(__always)
  func gradient<Scalar: BLASScalar>(_ dy: Scalar, x: Scalar, y: Scalar) -> Scalar { dy * (1 - y * y) }

  /// The hyperbolic tangent, relative error below 2^−48, the same bits on every machine.
  ///
  /// Below ½ by Lambert's continued fraction x / (1 + x² / (3 + x² / (5 + …))), where 1 − e^−2x would lose digits.
  static func portable(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    guard abs(x) < 0.5 else {
      let decay = PortableMath.exp(-2 * abs(x))
      let value = (1 - decay) / (1 + decay)
      return x < 0 ? -value : value
    }
    let square = x * x
    var fraction = 17.0
    for odd in stride(from: 15.0, through: 1, by: -2) { fraction = odd + square / fraction }
    return x / fraction
  }
}
