/// PyTorch's `Dropout`: in training each value is 0 with `probability`, else divided by 1 − `probability`.
enum Dropout {
  /// Forward and backward of y = x ⊙ mask, where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x, y, dx, dy and mask rows × F. The mask is 0 with the layer's probability, else 1 / (1 − probability).
  struct Passes<Scalar: BLASScalar> {
    let featureCount: Int
    let probability: Scalar
    let mask: UnsafeMutablePointer<Scalar>

    /// y = x ⊙ mask with a new mask: one number of `generator` a value, which is dropped when the number is below
    /// probability · 2^64.
    func forwardTraining(
      _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int,
      generator: inout some RandomNumberGenerator
    ) {
      let threshold = UInt64(Double(probability) * 0x1p64)
      let kept = 1 / (1 - probability)
      for i in 0..<rows * featureCount {
        let scale = generator.next() < threshold ? 0 : kept
        mask[i] = scale
        y[i] = x[i] * scale
      }
    }

    /// y = x.
    func forwardEvaluation(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      y.update(from: x, count: rows * featureCount)
    }

    /// dx = dy ⊙ mask.
    func backward(_ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int) {
      guard let dx else { return }
      for i in 0..<rows * featureCount { dx[i] = dy[i] * mask[i] }
    }
  }
}
