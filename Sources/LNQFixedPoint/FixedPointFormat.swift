/// A fixed-point number format: `width` bits that hold an integer *code*; the value is code × 2^(−`fractionBits`).
///
/// Signed formats are two's complement. See `docs/number-format.md`.
public struct FixedPointFormat: Hashable, Sendable {
  /// The number of bits, 1...32.
  public let width: Int
  /// The number of bits after the binary point, −64...64. It may be negative or exceed `width`.
  public let fractionBits: Int
  /// Whether codes are two's complement (true) or non-negative (false).
  public let isSigned: Bool

  /// The widths a format can have.
  public static let widths = 1...32
  /// The positions a binary point can have.
  public static let fractionBitRange = -64...64

  /// - Throws: `FixedPointError.width` or `.fractionBits` outside the ranges above.
  public init(width: Int, fractionBits: Int, isSigned: Bool) throws(FixedPointError) {
    guard Self.widths.contains(width) else { throw .width(width) }
    guard Self.fractionBitRange.contains(fractionBits) else { throw .fractionBits(fractionBits) }
    self.width = width
    self.fractionBits = fractionBits
    self.isSigned = isSigned
  }

  /// The smallest code: −2^(width−1) when signed, else 0.
  @inlinable public var minimumCode: Int { isSigned ? -(1 << (width - 1)) : 0 }

  /// The largest code: 2^(width−1) − 1 when signed, else 2^width − 1.
  @inlinable public var maximumCode: Int { (1 << (isSigned ? width - 1 : width)) - 1 }

  /// The codes, in ascending order.
  @inlinable public var codes: ClosedRange<Int> { minimumCode...maximumCode }

  /// The distance of two neighbouring values, 2^(−`fractionBits`).
  public var scale: Double { Double(sign: .plus, exponent: -fractionBits, significand: 1) }

  /// `code`, or the nearest code of this format.
  @inlinable
  public func saturate(_ code: Int) -> Int {
    min(max(code, minimumCode), maximumCode)
  }

  /// The narrowest format that holds every integer of `codes`: unsigned when none is negative.
  ///
  /// - Throws: `FixedPointError.rangeTooWide` when more than 32 bits would be needed.
  public static func holding(_ codes: ClosedRange<Int>, fractionBits: Int) throws(FixedPointError) -> FixedPointFormat {
    let isSigned = codes.lowerBound < 0
    let magnitude = max(codes.upperBound, isSigned ? ~codes.lowerBound : 0)
    let bits = Int.bitWidth - magnitude.leadingZeroBitCount + (isSigned ? 1 : 0)
    guard bits <= widths.upperBound else { throw .rangeTooWide(codes) }
    return try FixedPointFormat(width: max(1, bits), fractionBits: fractionBits, isSigned: isSigned)
  }
}

extension FixedPointFormat {
  /// The `width` bits of `code`, two's complement when signed, in the low bits of the result.
  ///
  /// - Precondition: `codes` contains `code`.
  @inlinable
  public func bitPattern(of code: Int) -> UInt32 {
    precondition(codes.contains(code), "code \(code) is not a code of \(self)")
    return UInt32(truncatingIfNeeded: code) & mask
  }

  /// The code whose bits are the low `width` bits of `pattern`; higher bits are ignored.
  @inlinable
  public func code(ofBitPattern pattern: UInt32) -> Int {
    let bits = Int(pattern & mask)
    return isSigned && bits > maximumCode ? bits - (1 << width) : bits
  }

  /// `width` ones.
  @inlinable public var mask: UInt32 { UInt32.max >> UInt32(32 - width) }
}

extension FixedPointFormat {
  /// The format of `width` bits with the most fraction bits whose codes reach from one number to another.
  ///
  /// *Edge cases*: for 0 alone there is no fraction; numbers beyond every format saturate.
  public static func fitting(_ range: ClosedRange<Double>, width: Int) throws(FixedPointError) -> FixedPointFormat {
    let isSigned = range.lowerBound < 0
    guard range.lowerBound != 0 || range.upperBound != 0 else {
      return try FixedPointFormat(width: width, fractionBits: 0, isSigned: false)
    }
    for fractionBits in fractionBitRange.reversed() {
      let format = try FixedPointFormat(width: width, fractionBits: fractionBits, isSigned: isSigned)
      let codes = [range.lowerBound, range.upperBound].map { Rounding.halfToEven($0 / format.scale) }
      if codes[0] >= Double(format.minimumCode), codes[1] <= Double(format.maximumCode) { return format }
    }
    return try FixedPointFormat(width: width, fractionBits: fractionBitRange.lowerBound, isSigned: isSigned)
  }
}

extension FixedPointFormat: CustomStringConvertible {
  /// `s8.4` for 8 signed bits, 4 of them after the binary point; `u2.0`; `s4.-2` with a point beyond the last bit.
  public var description: String { "\(isSigned ? "s" : "u")\(width).\(fractionBits)" }

  /// Reads what `description` prints; nil when `text` is anything else or out of range.
  public init?(_ text: String) {
    guard let first = text.first, first == "s" || first == "u" else { return nil }
    let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let fractionBits = Int(parts[1]) else { return nil }
    try? self.init(width: width, fractionBits: fractionBits, isSigned: first == "s")
  }
}

extension FixedPointFormat: Codable {
  /// Writes the text of `description`, `"s8.4"`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads the text of `description`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let format = FixedPointFormat(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not a fixed-point format such as \"s8.4\" or \"u2.0\"")
    }
    self = format
  }
}
