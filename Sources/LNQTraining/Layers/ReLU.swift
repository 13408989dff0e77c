/// PyTorch's `ReLU`: y = max(x, 0). The derivative at 0 is 0.
public struct ReLU: ElementwiseKind {
  static let name = "ReLU"

  /// The function.
  public init() {}

  /// `ReLU(16)` states a feature count, which `ModelDescription` checks; `inplace` says nothing about the result.
  init(_ call: LayerCall) throws(ModelError.Problem) {
    _ = try call.statedReLUCount()
  }

  var arguments: [String] { [] }
  var function: ElementwiseFunction { .relu(self) }

  @inline(__always)
  func value<Scalar: BLASScalar>(at x: Scalar) -> Scalar { x < 0 ? 0 : x }

  @inline(__always)
  func gradient<Scalar: BLASScalar>(_ dy: Scalar, x: Scalar, y: Scalar) -> Scalar { y > 0 ? dy : 0 }
}

extension LayerCall {
  /// The number of features that `ReLU(16)` states although the layer takes anything; nil for other calls.
  func statedCount() throws(ModelError.Problem) -> Int? {
    name == ReLU.name ? try statedReLUCount() : nil
  }

  /// PyTorch's only parameter is `inplace`; users also write the number of features there.
  fileprivate func statedReLUCount() throws(ModelError.Problem) -> Int? {
    let arguments = try arguments(["inplace"], required: 0)
    if positional.count == 1, case .integer = positional[0].value { return try arguments.count("inplace") }
    _ = try arguments.boolean("inplace", default: false)
    return nil
  }
}
