/// A layer bound to the memory of a `NetworkExecutor`.
enum LayerPasses<Scalar: BLASScalar> {
  case batchNorm1d(BatchNorm1d.Passes<Scalar>)
  case elementwise(ElementwiseFunction.Passes<Scalar>)
  case linear(Linear.Passes<Scalar>)
  case dropout(Dropout.Passes<Scalar>)
  case conv1d(Conv1d.Passes<Scalar>)
  /// Flatten and Unflatten: y = x, `count` numbers a row.
  case reshape(count: Int)
  case branches(BranchSum.Passes<Scalar>)
  case quantizer(ActivationQuantizer.Passes<Scalar>)
  case learnedQuantizer(ActivationQuantizer.LearnedPasses<Scalar>)
  case neurons(NeuronLayer.Passes<Scalar>)
  case kanLinear(KANLinear.Passes<Scalar>)

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
    case .elementwise(let passes): passes.forward(x, into: y, rows: rows)
    case .linear(let passes): passes.forward(x, into: y, rows: rows)
    case .dropout(let passes): passes.forwardTraining(x, into: y, rows: rows, generator: &generator)
    case .conv1d(let passes): passes.forward(x, into: y, rows: rows)
    case .reshape(let count): y.update(from: x, count: rows * count)
    case .branches(let passes): passes.forwardTraining(x, into: y, rows: rows, generator: &generator)
    case .quantizer(let passes): passes.forward(x, into: y, rows: rows)
    case .learnedQuantizer(let passes): passes.forward(x, into: y, rows: rows)
    case .neurons(let passes): passes.forward(x, into: y, rows: rows)
    case .kanLinear(let passes): passes.forward(x, into: y, rows: rows)
    }
  }

  /// y from x in evaluation.
  func forwardEvaluation(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
    switch self {
    case .batchNorm1d(let passes): passes.forwardEvaluation(x, into: y, rows: rows)
    case .elementwise(let passes): passes.forward(x, into: y, rows: rows)
    case .linear(let passes): passes.forward(x, into: y, rows: rows)
    case .dropout(let passes): passes.forwardEvaluation(x, into: y, rows: rows)
    case .conv1d(let passes): passes.forward(x, into: y, rows: rows)
    case .reshape(let count): y.update(from: x, count: rows * count)
    case .branches(let passes): passes.forwardEvaluation(x, into: y, rows: rows)
    case .quantizer(let passes): passes.forward(x, into: y, rows: rows)
    case .learnedQuantizer(let passes): passes.forward(x, into: y, rows: rows)
    case .neurons(let passes): passes.forward(x, into: y, rows: rows)
    case .kanLinear(let passes): passes.forward(x, into: y, rows: rows)
    }
  }

  /// The parameters' gradients and, unless it is nil, dx, after `forwardTraining` made `y` from `x`.
  func backward(
    _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    into dx: UnsafeMutablePointer<Scalar>?, rows: Int
  ) {
    switch self {
    case .batchNorm1d(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .elementwise(let passes): passes.backward(x, y, dy, into: dx, rows: rows)
    case .linear(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .dropout(let passes): passes.backward(dy, into: dx, rows: rows)
    case .conv1d(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .reshape(let count): dx?.update(from: dy, count: rows * count)
    case .branches(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .quantizer(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .learnedQuantizer(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .neurons(let passes): passes.backward(x, dy, into: dx, rows: rows)
    case .kanLinear(let passes): passes.backward(dy, into: dx, rows: rows)
    }
  }
}

/// Layers one after the other, bound to the memory of a `NetworkExecutor`; at least one.
struct LayerSequence<Scalar: BLASScalar> {
  /// What each layer computes.
  let passes: [LayerPasses<Scalar>]
  /// What each layer gave in the last pass: batch size × the count of its shape.
  let outputs: [ScalarBuffer<Scalar>]
  /// What each layer gives.
  let shapes: [ActivationShape]
  /// Two buffers for the gradients between the layers, each for the widest.
  let gradients: (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>)
  /// The first layer that has parameters; layers before it go backward only when the caller needs dx.
  let firstTrained: Int

  /// Every layer in training; the result is the last one's output.
  func forwardTraining(
    _ x: UnsafePointer<Scalar>, rows: Int, generator: inout some RandomNumberGenerator
  ) -> UnsafePointer<Scalar> {
    var x = x
    for layer in passes.indices {
      passes[layer].forwardTraining(x, into: outputs[layer].pointer, rows: rows, generator: &generator)
      x = UnsafePointer(outputs[layer].pointer)
    }
    return x
  }

  /// Every layer in evaluation; the result is the last one's output.
  func forwardEvaluation(_ x: UnsafePointer<Scalar>, rows: Int) -> UnsafePointer<Scalar> {
    var x = x
    for layer in passes.indices {
      passes[layer].forwardEvaluation(x, into: outputs[layer].pointer, rows: rows)
      x = UnsafePointer(outputs[layer].pointer)
    }
    return x
  }

  /// The gradients of all parameters and, unless it is nil, dx, after `forwardTraining` from the same x.
  func backward(
    _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
  ) {
    var dy = dy
    var (target, other) = gradients
    for layer in passes.indices.reversed() where dx != nil || layer >= firstTrained {
      let input = layer == 0 ? x : UnsafePointer(outputs[layer - 1].pointer)
      let isLast = layer == (dx == nil ? firstTrained : 0)
      passes[layer].backward(input, outputs[layer].pointer, dy, into: isLast ? dx : target, rows: rows)
      dy = UnsafePointer(target)
      swap(&target, &other)
    }
  }

  /// What every layer gave in the last pass, each followed by those that it holds.
  func allOutputs(count: Int) -> [[Scalar]] {
    passes.indices.flatMap { layer in
      let own = Array(UnsafeBufferPointer(start: outputs[layer].pointer, count: count * shapes[layer].count))
      return [own] + passes[layer].inner.flatMap { $0.allOutputs(count: count) }
    }
  }
}
