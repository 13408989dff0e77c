extension ActivationQuantizer {
  /// Forward and backward of y = s · clamp(round(x / s)), where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x, y, dx and dy rows × F.
  struct Passes<Scalar: BLASScalar> {
    let featureCount: Int
    let settings: QuantizerSettings
    /// t, and its gradient.
    let log2Scale: UnsafeMutablePointer<Scalar>
    let log2ScaleGradient: UnsafeMutablePointer<Scalar>

    /// y = s · clamp(round(x / s)).
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let quantize = StraightThrough(settings, log2Scale: log2Scale.pointee)
      for i in 0..<rows * featureCount { y[i] = quantize(x[i]) }
    }

    /// dx = dy inside of the codes, else 0, unless dx is nil; dt = `log2ScaleFactor` · Σ dy · dy/ds.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      let quantize = StraightThrough(settings, log2Scale: log2Scale.pointee)
      var sum: Scalar = 0
      for row in 0..<rows {
        // Row by row: a single sum over a batch of Floats would lose digits.
        var rowSum: Scalar = 0
        for i in row * featureCount..<(row + 1) * featureCount {
          let slope = quantize.derivatives(at: x[i])
          rowSum += dy[i] * slope.scale
          dx?[i] = dy[i] * slope.x
        }
        sum += rowSum
      }
      log2ScaleGradient.pointee = sum * quantize.log2ScaleFactor(settings, featureCount: featureCount)
    }
  }
}
