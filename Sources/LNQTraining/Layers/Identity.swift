/// PyTorch's `Identity`: y = x.
public struct Identity: ElementwiseKind {
  static let name = "Identity"

  /// The function.
  public init() {}

  init(_ call: LayerCall) throws(ModelError.Problem) {
    _ = try call.arguments([], required: 0)
  }

  var arguments: [String] { [] }
  var function: ElementwiseFunction { .identity(self) }

  @inline(__always)
  func value<Scalar: BLASScalar>(at x: Scalar) -> Scalar { x }

  @inline(__always)
  func gradient<Scalar: BLASScalar>(_ dy: Scalar, x: Scalar, y: Scalar) -> Scalar { dy }
}
