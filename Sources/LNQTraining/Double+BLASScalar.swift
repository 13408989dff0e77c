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
}
