import LNQRandom

/// PyTorch's `Sigmoid`: y = 1 / (1 + e^−x), with the derivative y (1 − y).
public struct Sigmoid: ElementwiseKind {
  static let name = "Sigmoid"

  /// The function.
  public init() {}

  init(_ call: LayerCall) throws(ModelError.Problem) {
    _ = try call.arguments([], required: 0)
  }

  var arguments: [String] { [] }
  var function: ElementwiseFunction { .sigmoid(self) }

  /// The same bits on every machine, relative error below 2^−48; beyond ±700 the value at ±700.
  func value<Scalar: BLASScalar>(at x: Scalar) -> Scalar {
    x.isNaN ? x : Scalar(1 / (1 + PortableMath.exp(-Double(x))))
  }

  @inline(__always)
  func gradient<Scalar: BLASScalar>(_ dy: Scalar, x: Scalar, y: Scalar) -> Scalar { dy * y * (1 - y) }
}
