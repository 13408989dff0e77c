import LNQFixedPoint
import LNQTraining

/// A real function of one number, in Double: what BatchNorm and element-wise layers are in evaluation.
public enum Elementwise: Hashable, Sendable {
  /// x · `scale` + `offset`.
  case affine(scale: Double, offset: Double)
  /// max(x, 0).
  case relu
  /// 1 above a threshold, else 0.
  case step(above: Double)
  /// The value of the number's code.
  case rounded(Quantizer)
  /// Another element-wise layer.
  case function(ElementwiseFunction)

  /// 0 for every number.
  static let zero = Elementwise.affine(scale: 0, offset: 0)

  /// The function's value; one multiplication and one addition, each rounded.
  public func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .affine(let scale, let offset): x * scale + offset
    case .relu: x > 0 ? x : 0
    case .step(let threshold): x > threshold ? 1 : 0
    // NaN has no code, and is refused where a table is made of it.
    case .rounded(let quantizer): (try? quantizer.code(of: x)).map(quantizer.value) ?? x
    case .function(let function): function(x)
    }
  }

  /// BatchNorm in evaluation for one feature: (x − µ) / √(σ² + ε) · γ + β as an affine function.
  static func batchNorm(_ layer: BatchNorm1d, feature: Int) -> Elementwise {
    let deviation = (Double(layer.runningVariance[feature]) + Double(layer.epsilon)).squareRoot()
    let scale = Double(layer.weight[feature]) / deviation
    return .affine(scale: scale, offset: Double(layer.bias[feature]) - Double(layer.runningMean[feature]) * scale)
  }
}
