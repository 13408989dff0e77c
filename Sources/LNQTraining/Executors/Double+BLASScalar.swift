internal import CBLAS
internal import Foundation

extension Double: BLASScalar {
  /// `cblas_dgemm`.
  @inline(__always)
  public static func multiply(
    _ a: UnsafePointer<Double>, transposeA: Bool, _ b: UnsafePointer<Double>, transposeB: Bool, rows: Int, columns: Int,
    inner: Int, beta: Double, into c: UnsafeMutablePointer<Double>
  ) {
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, blasint(rows),
      blasint(columns), blasint(inner), 1, a, blasint(transposeA ? rows : inner), b,
      blasint(transposeB ? inner : columns), beta, c, blasint(columns))
  }

  /// `exp`.
  public static func exponential(_ x: Double) -> Double { exp(x) }

  /// `log`.
  public static func logarithm(_ x: Double) -> Double { log(x) }

  /// The formulas as they stand.
  public static func adam(
    _ p: UnsafeMutablePointer<Double>, gradients g: UnsafePointer<Double>, _ m: UnsafeMutablePointer<Double>,
    _ v: UnsafeMutablePointer<Double>, count: Int, _ constants: AdamConstants<Double>
  ) {
    for i in 0..<count {
      let gradient = g[i] + constants.decay * p[i]
      m[i] += constants.share * (gradient - m[i])
      v[i] = constants.old * v[i] + constants.new * gradient * gradient
      p[i] = constants.keep * p[i] - constants.step * m[i] / (v[i].squareRoot() / constants.root + constants.epsilon)
    }
  }
}
