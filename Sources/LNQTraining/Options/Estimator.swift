/// What tables over bits learn by: what the forward pass reads, and what takes the place of the derivative of a step.
public enum Estimator: String, TrainingChoice, Codable {
  /// The forward pass reads σ(κ · entry), whose derivatives are exact. For one layer of tables, whose inputs are bits.
  case sigmoid
  /// The forward pass reads bits; an input's derivative is that of the table's multilinear extension with the other inputs moved from 0
  /// and 1 to ¼ and ¾: DWN's extended finite difference (Bacellar et al., 2024).
  case finiteDifference = "finite-difference"
  /// The forward pass reads bits; an input's derivative is that of the table's multilinear extension where the inputs are, half of what
  /// changing that bit changes.
  case multilinear

  /// Where the other inputs count as moved to, from 0.
  var smoothing: Float {
    switch self {
    case .sigmoid, .multilinear: 0
    case .finiteDifference: 0.25
    }
  }

  /// What a network with so many layers of tables learns by unless told.
  static func standard(layers: Int) -> Estimator { layers == 1 ? .sigmoid : .finiteDifference }
}
