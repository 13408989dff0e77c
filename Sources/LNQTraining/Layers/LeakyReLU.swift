/// PyTorch's `LeakyReLU`: y = x where x > 0, else `negativeSlope` · x. The derivative at 0 is `negativeSlope`.
public struct LeakyReLU: ElementwiseKind {
  static let name = "LeakyReLU"

  /// The factor of numbers that are not positive.
  public let negativeSlope: Float

  /// The function; PyTorch's default is 0.01.
  public init(negativeSlope: Float = 0.01) {
    self.negativeSlope = negativeSlope
  }

  init(_ call: LayerCall) throws(ModelError.Problem) {
    let arguments = try call.arguments(["negative_slope", "inplace"], required: 0)
    negativeSlope = try arguments.number("negative_slope", in: -1e6...1e6, default: 0.01)
    _ = try arguments.boolean("inplace", default: false)
  }

  var arguments: [String] { negativeSlope == 0.01 ? [] : ["negative_slope=\(negativeSlope)"] }
  var function: ElementwiseFunction { .leakyReLU(self) }

  @inline(__always)
  func value<Scalar: BLASScalar>(at x: Scalar) -> Scalar { x > 0 ? x : Scalar(negativeSlope) * x }

  @inline(__always)
  func gradient<Scalar: BLASScalar>(_ dy: Scalar, x: Scalar, y: Scalar) -> Scalar {
    x > 0 ? dy : Scalar(negativeSlope) * dy
  }
}
