extension Residual {
  /// Forward and backward of y = body(x) + shortcut(x), where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x and dx rows × inputCount; y and dy rows × outputCount.
  struct Passes<Scalar: BLASScalar> {
    let body: LayerSequence<Scalar>
    /// nil for x itself.
    let shortcut: LayerSequence<Scalar>?
    let inputCount: Int
    let outputCount: Int
    /// What the body adds to dx, rows × inputCount.
    let bodyGradient: UnsafeMutablePointer<Scalar>

    /// y = body(x) + shortcut(x) in training; the body draws its dropout first.
    func forwardTraining(
      _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int,
      generator: inout some RandomNumberGenerator
    ) {
      let left = body.forwardTraining(x, rows: rows, generator: &generator)
      let right = shortcut?.forwardTraining(x, rows: rows, generator: &generator) ?? x
      for i in 0..<rows * outputCount { y[i] = left[i] + right[i] }
    }

    /// y = body(x) + shortcut(x) in evaluation.
    func forwardEvaluation(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let left = body.forwardEvaluation(x, rows: rows)
      let right = shortcut?.forwardEvaluation(x, rows: rows) ?? x
      for i in 0..<rows * outputCount { y[i] = left[i] + right[i] }
    }

    /// Both sides get dy, and dx is the sum of what they give, unless it is nil.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      body.backward(x, dy, into: dx == nil ? nil : bodyGradient, rows: rows)
      shortcut?.backward(x, dy, into: dx, rows: rows)
      guard let dx else { return }
      let other = shortcut == nil ? dy : UnsafePointer(dx)
      for i in 0..<rows * inputCount { dx[i] = bodyGradient[i] + other[i] }
    }
  }
}
