extension Linear {
  /// Forward and backward of y = x Wᵀ + b, where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes, all row-major: x and dx rows × I; y and dy rows × O; W, dW and mask O × I; b and db O.
  struct Passes<Scalar: BLASScalar> {
    let inputCount: Int
    let outputCount: Int
    let weight: UnsafeMutablePointer<Scalar>
    let bias: UnsafeMutablePointer<Scalar>?
    let weightGradient: UnsafeMutablePointer<Scalar>
    let biasGradient: UnsafeMutablePointer<Scalar>?
    /// 1 where an output sees an input, else 0; nil when all do. W is 0 where the mask is.
    let mask: UnsafeMutablePointer<Scalar>?

    /// y = x Wᵀ + b.
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      if let bias {
        for row in 0..<rows {
          for output in 0..<outputCount { y[row * outputCount + output] = bias[output] }
        }
      }
      Scalar.multiply(
        x, transposeA: false, weight, transposeB: true, rows: rows, columns: outputCount, inner: inputCount,
        beta: bias == nil ? 0 : 1, into: y)
    }

    /// dW = dyᵀ x ⊙ mask; db = Σ over rows of dy; dx = dy W, unless dx is nil.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      Scalar.multiply(
        dy, transposeA: true, x, transposeB: false, rows: outputCount, columns: inputCount, inner: rows, beta: 0,
        into: weightGradient)
      if let mask {
        for i in 0..<inputCount * outputCount { weightGradient[i] *= mask[i] }
      }
      if let biasGradient {
        for output in 0..<outputCount { biasGradient[output] = 0 }
        for row in 0..<rows {
          for output in 0..<outputCount { biasGradient[output] += dy[row * outputCount + output] }
        }
      }
      if let dx {
        Scalar.multiply(
          dy, transposeA: false, weight, transposeB: false, rows: rows, columns: inputCount, inner: outputCount,
          beta: 0, into: dx)
      }
    }
  }
}
