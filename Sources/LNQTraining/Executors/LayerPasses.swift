/// A layer bound to the memory of a `NetworkExecutor`.
enum LayerPasses<Scalar: BLASScalar> {
  case batchNorm1d(BatchNorm1d.Passes<Scalar>)
  case relu(ReLU.Passes<Scalar>)
  case linear(Linear.Passes<Scalar>)
  case dropout(Dropout.Passes<Scalar>)
  case conv1d(Conv1d.Passes<Scalar>)
  /// Flatten and Unflatten: y = x, `count` numbers a row.
  case reshape(count: Int)
  case branches(BranchSum.Passes<Scalar>)
  case quantizer(ActivationQuantizer.Passes<Scalar>)
  case neurons(NeuronLayer.Passes<Scalar>)

  /// The sequences that it holds.
  var inner: [LayerSequence<Scalar>] {
    guard case .branches(let passes) = self else { return [] }
    return passes.branches.compactMap { $0 }
  }

  /// y from x in training: rows × inputs to rows × outputs.
  func forwardTraining(
    _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int,
    generator: inout some RandomNumberGenerator
  ) {
    switch self {
    case .batchNorm1d(let passes): passes.forwardTraining(x, into: y, rows: rows)
    case .relu(let passes): passes.forward(x, into: y, rows: rows)
    case .linear(let passes): passes.forward(x, into: y, rows: rows)
    case .dropout(let passes): passes.forwardTraining(x, into: y, rows: rows, generator: &generator)
    case .conv1d(let passes): passes.forward(x, into: y, rows: rows)
    case .reshape(let count): y.update(from: x, count: rows * count)
    case .branches(let passes): passes.forwardTraining(x, into: y, rows: rows, generator: &generator)
    case .quantizer(let passes): passes.forward(x, into: y, rows: rows)
    case .neurons(let passes): passes.forward(x, into: y, rows: rows)
    }
  }

  /// y from x in evaluation.
  func forwardEvaluation(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
    switch self {
    case .batchNorm1d(let passes): passes.forwardEvaluation(x, into: y, rows: rows)
    case .relu(let passes): passes.forward(x, into: y, rows: rows)
    case .linear(let passes): passes.forward(x, into: y, rows: rows)
    case .dropout(let passes): passes.forwardEvaluation(x, into: y, rows: rows)
    case .conv1d(let passes): passes.forward(x, into: y, rows: rows)
    case .reshape(let count): y.update(from: x, count: rows * count)
    case .branches(let passes): passes.forwardEvaluation(x, into: y, rows: rows)
    case .quantizer(let passes): passes.forward(x, into: y, rows: rows)
    case .neurons(let passes): passes.forward(x, into: y, rows: rows)
    }
  }

  /// The parameters' gradients and, unless it is nil, dx, after `forwardTraining` made `y` from `x`.
  func backward(
    _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    into dx: UnsafeMutablePointer<Scalar>?, rows: Int
  ) {
    switch self {
    case .batchNorm1d(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .relu(let passes): passes.backward(y, dy, into: dx, rows: rows)
    case .linear(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .dropout(let passes): passes.backward(dy, into: dx, rows: rows)
    case .conv1d(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .reshape(let count): dx?.update(from: dy, count: rows * count)
    case .branches(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .quantizer(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .neurons(let passes): passes.backward(x, dy, into: dx, rows: rows)
    }
  }
}
