/// What a neuron of a `NeuronLayer` computes of the inputs x_0 … x_{k−1} that it is connected with.
public enum NeuronFunction: Sendable, Hashable {
  /// Σ w_i x_i + b; its parameters are w_0 … w_{k−1}, then b.
  case linear
  /// Σ c_e x^e over all monomials of a total degree up to `degree` (PolyLUT, Andronic and Constantinides, 2023). The
  /// parameters are in the order of `Monomials`, the constant one, which is the bias, first.
  case polynomial(degree: Int)
  /// A small network with `depth` affine layers of `hidden` units and ReLU between them, with an affine shortcut around each
  /// `skip` of them unless that is 0 (NeuraLUT, Andronic and Constantinides, 2024). The parameters are in the order of
  /// `SubNetworkShape`.
  case network(hidden: Int, depth: Int, skip: Int)

  /// How many parameters a neuron with `fanIn` inputs has.
  public func parameterCount(fanIn: Int) -> Int {
    switch self {
    case .linear: fanIn + 1
    case .polynomial(let degree): Monomials.count(inputCount: fanIn, degree: degree)
    case .network(let hidden, let depth, let skip):
      SubNetworkShape(inputCount: fanIn, hidden: hidden, depth: depth, skip: skip).parameterCount
    }
  }

  /// How large a polynomial's degree can be.
  public static let degrees = 1...16
  /// How many units a sub-network's layer can have.
  public static let hiddenCounts = 1...256
  /// How many layers a sub-network can have.
  public static let depths = 1...16
}
