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
