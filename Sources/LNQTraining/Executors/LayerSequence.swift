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
  /// The first layer that has parameters; none below it is passed backward unless somebody asks for dx.
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
