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
  static let degrees = 1...16
  /// How many units a sub-network's layer can have.
  static let hiddenCounts = 1...256
  /// How many layers a sub-network can have.
  static let depths = 1...16
}

/// What a sub-neuron computes of its parameters and its inputs; what it passes on the way stays for the way back.
package protocol SubNeuronShape {
  /// How many numbers it passes.
  var valueCount: Int { get }
  /// The value of the parameters `w` at x.
  func forward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, values: UnsafeMutablePointer<Scalar>
  ) -> Scalar
}

extension SubNeuronShape {
  /// The value of `parameters` at `x`: each operation in the order of the shape, rounded.
  package func value<Scalar: BLASScalar>(of parameters: [Scalar], at x: [Scalar]) -> Scalar {
    var values = [Scalar](repeating: 0, count: valueCount)
    return forward(x, parameters, values: &values)
  }
}

extension NeuronFunction {
  /// One sub-neuron forward and backward for one row.
  ///
  /// Shapes: x and dx k; w and dw as `NeuronFunction` orders the parameters.
  enum Passes<Scalar: BLASScalar> {
    case polynomial(PolynomialShape)
    case network(SubNetworkShape)

    init(_ function: NeuronFunction, fanIn: Int) {
      switch function {
      // A weighted sum is a network of one layer, parameter by parameter.
      case .linear: self = .network(SubNetworkShape(inputCount: fanIn, hidden: 1, depth: 1, skip: 0))
      case .polynomial(let degree): self = .polynomial(PolynomialShape(inputCount: fanIn, degree: degree))
      case .network(let hidden, let depth, let skip):
        self = .network(SubNetworkShape(inputCount: fanIn, hidden: hidden, depth: depth, skip: skip))
      }
    }

    /// How many numbers of scratch memory a row needs: the inner values, and a network's gradients, as many.
    var scratchCount: Int {
      switch self {
      case .polynomial(let shape): shape.valueCount
      case .network(let shape): 2 * shape.valueCount
      }
    }

    /// The value; the inner values stay in `scratch` for `backward`.
    func forward(
      _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, scratch: UnsafeMutablePointer<Scalar>
    ) -> Scalar {
      switch self {
      case .polynomial(let shape): shape.forward(x, w, values: scratch)
      case .network(let shape): shape.forward(x, w, values: scratch)
      }
    }

    /// Adds to dw and dx, after `forward` with the same scratch.
    func backward(
      _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, _ dy: Scalar, dw: UnsafeMutablePointer<Scalar>,
      dx: UnsafeMutablePointer<Scalar>, scratch: UnsafeMutablePointer<Scalar>
    ) {
      switch self {
      case .polynomial(let shape): shape.backward(x, dy, dw: dw, dx: dx, values: scratch)
      case .network(let shape):
        shape.backward(x, w, dy, dw: dw, dx: dx, values: scratch, gradients: scratch + shape.valueCount)
      }
    }
  }
}
