/// PyTorch's `ReLU`, which has no numbers of its own.
enum ReLU {
  /// Forward and backward of y = max(x, 0).
  ///
  /// Shapes: x, y, dx and dy rows × F.
  struct Passes<Scalar: BLASScalar> {
    let featureCount: Int

    /// y = max(x, 0). NaN stays NaN, so that a diverged run is noticed.
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      for i in 0..<rows * featureCount {
        let value = x[i]
        y[i] = value < 0 ? 0 : value
      }
    }

    /// dx = dy where y > 0, else 0: PyTorch takes 0 for the derivative at 0.
    func backward(
      _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      guard let dx else { return }
      for i in 0..<rows * featureCount {
        // Read in any case: a branch here would be mispredicted half of the time.
        let slope = dy[i]
        dx[i] = y[i] > 0 ? slope : 0
      }
    }
  }
}
