internal import CBLAS
internal import CKernels
internal import Foundation

extension Float: BLASScalar {
  /// `cblas_sgemm`.
  @inline(__always)
  public static func multiply(
    _ a: UnsafePointer<Float>, transposeA: Bool, _ b: UnsafePointer<Float>, transposeB: Bool, rows: Int, columns: Int,
    inner: Int, beta: Float, into c: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, blasint(rows),
      blasint(columns), blasint(inner), 1, a, blasint(transposeA ? rows : inner), b,
      blasint(transposeB ? inner : columns), beta, c, blasint(columns))
  }

  /// `expf`.
  public static func exponential(_ x: Float) -> Float { exp(x) }

  /// `logf`.
  public static func logarithm(_ x: Float) -> Float { log(x) }

  /// The kernel for this processor.
  public static func adam(
    _ p: UnsafeMutablePointer<Float>, gradients g: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>,
    _ v: UnsafeMutablePointer<Float>, count: Int, _ constants: AdamConstants<Float>
  ) {
    KernelSet.best.functions.adam(
      count, p, g, m, v, constants.keep, constants.decay, constants.share, constants.old, constants.new,
      constants.step, constants.root, constants.epsilon)
  }
}
