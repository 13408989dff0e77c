/// PyTorch's `clip_grad_norm_`: g ← g · min(1, limit / (‖g‖₂ + 1e-6)), over all parameters together.
enum GradientClipping {
  /// Shortens the gradient in place.
  ///
  /// - Returns: its 2-norm before.
  @discardableResult
  static func clip<Scalar: BLASScalar>(_ gradient: ScalarBuffer<Scalar>, toNorm limit: Double) -> Double {
    let g = gradient.pointer
    var squares = 0.0
    for i in 0..<gradient.count { squares += Double(g[i]) * Double(g[i]) }
    let norm = squares.squareRoot()
    let factor = limit / (norm + 1e-6)
    if factor < 1 {
      let factor = Scalar(factor)
      for i in 0..<gradient.count { g[i] *= factor }
    }
    return norm
  }
}
