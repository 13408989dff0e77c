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
