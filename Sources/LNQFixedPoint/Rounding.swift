/// The only places in lnq where a number is rounded, except `StraightThrough`, which does the same while a network trains.
///
/// `Quantizer.bitPatterns(of:)` computes `halfToEven` of many numbers at once.
///
/// `docs/number-format.md` states these rules with tables; `NumberFormatDocumentTests` reads the tables and checks them.
public enum Rounding {
  /// The integer nearest to `x`; of two equally near integers the even one.
  ///
  /// The result is a whole number that is still a `Double`: it may lie outside every integer type.
  /// *Edge cases*: infinities are returned as they are, and so is NaN (`Quantizer` refuses it first).
  @inlinable
  static func halfToEven(_ x: Double) -> Double {
    x.rounded(.toNearestOrEven)
  }

  /// ⌊`sum` / 2^`shift` + 1/2⌋: add the rounding constant 2^(`shift`−1), then shift right arithmetically (round half up).
  ///
  /// This is what hardware does with one adder and wires. With `shift` = 0 the result is `sum`.
  /// - Precondition: 0 ≤ `shift` < 32 and |`sum`| < 2^62.
  @inlinable
  static func shiftHalfUp(_ sum: Int, by shift: Int) -> Int {
    precondition((0..<32).contains(shift), "a requantization shifts by 0 to 31 bits, not \(shift)")
    return shift == 0 ? sum : (sum + (1 << (shift - 1))) >> shift
  }
}

/// The exact integer step from a wide sum to a narrow code: round half up by a shift, then saturate.
public struct Requantization: Hashable, Sendable, Codable {
  /// How many low bits are dropped, 0...31.
  public let shift: Int
  /// The format of the result. A ReLU is an unsigned format: negative sums saturate at 0.
  public let output: FixedPointFormat

  /// - Throws: `FixedPointError.shift` outside 0...31.
  public init(shift: Int, output: FixedPointFormat) throws(FixedPointError) {
    guard (0..<32).contains(shift) else { throw .shift(shift) }
    self.shift = shift
    self.output = output
  }

  /// The code of `sum`: ⌊`sum` / 2^`shift` + 1/2⌋, saturated to `output`.
  ///
  /// - Precondition: |`sum`| < 2^62.
  @inlinable
  public func callAsFunction(_ sum: Int) -> Int {
    output.saturate(Rounding.shiftHalfUp(sum, by: shift))
  }

  enum CodingKeys: String, CodingKey {
    case shift, output
  }

  /// Reads what the synthesised `encode` writes and checks it like the initialiser.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      shift: container.decode(Int.self, forKey: .shift),
      output: container.decode(FixedPointFormat.self, forKey: .output))
  }
}
