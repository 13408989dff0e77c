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
}
