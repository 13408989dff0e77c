/// PyTorch's `ReLU`, which has no numbers of its own.
enum ReLU {
  /// Forward and backward of y = max(x, 0).
  ///
  /// Shapes: x, y, dx and dy rows × F.
  struct Passes<Scalar: BLASScalar> {
    let featureCount: Int

    /// y = max(x, 0). NaN stays NaN, so that a diverged run is noticed.
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      for i in 0..<rows * featureCount { y[i] = x[i] < 0 ? 0 : x[i] }
    }

    /// dx = dy where y > 0, else 0: PyTorch takes 0 for the derivative at 0.
    func backward(
      _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      guard let dx else { return }
      for i in 0..<rows * featureCount { dx[i] = y[i] > 0 ? dy[i] : 0 }
    }
  }
}
