internal import CBLAS
internal import CKernels
internal import Foundation

/// A number that OpenBLAS multiplies matrices of: `Float` for training, `Double` for checking gradients.
public protocol BLASScalar: BinaryFloatingPoint, Sendable {
  /// C = A′ B′ + `beta` · C, all row-major, where A′ is A or its transpose.
  ///
  /// - Parameters:
  ///   - a: A, `rows` × `inner`; `inner` × `rows` when `transposeA`.
  ///   - b: B, `inner` × `columns`; `columns` × `inner` when `transposeB`.
  ///   - c: C, `rows` × `columns`; it must not overlap A or B.
  static func multiply(
    _ a: UnsafePointer<Self>, transposeA: Bool, _ b: UnsafePointer<Self>, transposeB: Bool, rows: Int, columns: Int,
    inner: Int, beta: Self, into c: UnsafeMutablePointer<Self>)

  /// eˣ.
  static func exponential(_ x: Self) -> Self

  /// The natural logarithm.
  static func logarithm(_ x: Self) -> Self

  /// One step of Adam on `count` parameters p with gradients g and memory m and v, by the formulas of `Optimizer`.
  static func adam(
    _ p: UnsafeMutablePointer<Self>, gradients g: UnsafePointer<Self>, _ m: UnsafeMutablePointer<Self>,
    _ v: UnsafeMutablePointer<Self>, count: Int, _ constants: AdamConstants<Self>)
}

/// The constants of one step of Adam: g ← g + decay · p; m ← m + share (g − m); v ← old · v + new · g²;
/// p ← keep · p − step · m / (√v / root + ε).
public struct AdamConstants<Scalar: BLASScalar>: Sendable {
  let keep: Scalar
  let decay: Scalar
  let share: Scalar
  let old: Scalar
  let new: Scalar
  let step: Scalar
  let root: Scalar
  let epsilon: Scalar
}

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
    var numbers = lnq_adam(constants)
    KernelSet.best.functions.adam(count, p, g, m, v, &numbers)
  }
}

extension lnq_adam {
  init(_ constants: AdamConstants<Float>) {
    self.init(
      keep: constants.keep, decay: constants.decay, share: constants.share, old: constants.old,
      new_share: constants.new,
      step: constants.step, root: constants.root, epsilon: constants.epsilon)
  }
}

extension BLASScalar {
  /// What the derivative of 2^t has beside 2^t itself.
  static var naturalLogarithmOf2: Self { Self(0.693147180559945309) }
}
