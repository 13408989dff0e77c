/// A function that a layer applies to each number by itself, without parameters: PyTorch's `ReLU`, `Tanh`, ….
///
/// Each is a type that says all about it (`ElementwiseKind`), a case, an entry of `kinds` and a line of `visited`.
public enum ElementwiseFunction: Sendable, Hashable {
  /// max(x, 0).
  case relu(ReLU)
  /// x where it is positive, else a multiple of it.
  case leakyReLU(LeakyReLU)
  /// x.
  case identity(Identity)
  /// The hyperbolic tangent.
  case tanh(Tanh)
  /// The logistic function.
  case sigmoid(Sigmoid)
  /// x, limited to a range.
  case hardtanh(Hardtanh)

  /// What the notation knows.
  static let kinds: [any ElementwiseKind.Type] = [
    ReLU.self, LeakyReLU.self, Identity.self, Tanh.self, Sigmoid.self, Hardtanh.self,
  ]

  /// What the visitor makes of the function's type.
  @inline(__always)
  func visited<Visitor: ElementwiseVisitor>(by visitor: Visitor) -> Visitor.Result {
    switch self {
    case .relu(let kind): visitor.visit(kind)
    case .leakyReLU(let kind): visitor.visit(kind)
    case .identity(let kind): visitor.visit(kind)
    case .tanh(let kind): visitor.visit(kind)
    case .sigmoid(let kind): visitor.visit(kind)
    case .hardtanh(let kind): visitor.visit(kind)
    }
  }
}

/// All that one element-wise function is: notation, values and derivatives.
protocol ElementwiseKind: Sendable, Hashable {
  /// The class in the notation.
  static var name: String { get }

  /// Reads a call of the class.
  init(_ call: LayerCall) throws(ModelError.Problem)

  /// The arguments that differ from PyTorch's defaults, as the notation spells them.
  var arguments: [String] { get }

  /// The case of this function.
  var function: ElementwiseFunction { get }

  /// f(x). NaN stays NaN, so that a diverged run is noticed. For Double the bits are the same on every machine: tables are
  /// made of them.
  func value<Scalar: BLASScalar>(at x: Scalar) -> Scalar

  /// dy · f′(x), where y = f(x).
  func gradient<Scalar: BLASScalar>(_ dy: Scalar, x: Scalar, y: Scalar) -> Scalar
}

/// What can be computed from every type of element-wise functions. A loop in `visit` is compiled for each.
protocol ElementwiseVisitor {
  associatedtype Result

  func visit(_ kind: some ElementwiseKind) -> Result
}

extension ElementwiseFunction {
  /// f(x), the same bits on every machine.
  public func callAsFunction(_ x: Double) -> Double {
    struct Value: ElementwiseVisitor {
      let x: Double
      func visit(_ kind: some ElementwiseKind) -> Double { kind.value(at: x) }
    }
    return visited(by: Value(x: x))
  }

  /// The call, as the notation spells it.
  var notation: String {
    struct Notation: ElementwiseVisitor {
      func visit<Kind: ElementwiseKind>(_ kind: Kind) -> String {
        "\(Kind.name)(\(kind.arguments.joined(separator: ", ")))"
      }
    }
    return visited(by: Notation())
  }

  /// Forward and backward of y = f(x), where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x, y, dx and dy rows × F.
  struct Passes<Scalar: BLASScalar> {
    let function: ElementwiseFunction
    let featureCount: Int

    /// y = f(x).
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      function.visited(by: Forward(x: x, y: y, count: rows * featureCount))
    }

    /// dx = dy · f′(x), unless dx is nil.
    func backward(
      _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
      into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      guard let dx else { return }
      function.visited(by: Backward(x: x, y: y, dy: dy, dx: dx, count: rows * featureCount))
    }

    private struct Forward: ElementwiseVisitor {
      let x: UnsafePointer<Scalar>
      let y: UnsafeMutablePointer<Scalar>
      let count: Int

      func visit(_ kind: some ElementwiseKind) {
        for i in 0..<count { y[i] = kind.value(at: x[i]) }
      }
    }

    private struct Backward: ElementwiseVisitor {
      let x: UnsafePointer<Scalar>
      let y: UnsafePointer<Scalar>
      let dy: UnsafePointer<Scalar>
      let dx: UnsafeMutablePointer<Scalar>
      let count: Int

      func visit(_ kind: some ElementwiseKind) {
        for i in 0..<count { dx[i] = kind.gradient(dy[i], x: x[i], y: y[i]) }
      }
    }
  }
}
