/// Decimal text to the nearest Float (ties to even), as `Float(_: String)` gives it but several times faster.
///
/// The first 19 digits, times or divided by a power of ten in Double, are within 2 units in the last place of the exact
/// value. A Double has 29 bits more than a Float, so rounding it to Float is right unless it lies next to the middle of
/// two Floats; those few, and what is near the ends of Float's range, go to the standard library.
enum DecimalParser {
  /// Reads `[+-] digits [. digits] [e [+-] digits]` (with a digit before or after the point) from `position` on and
  /// moves it past the number; nil and an unchanged position when there is no such text. Too large a number gives an
  /// infinity.
  @inline(__always)
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, end: Int) -> Float? {
    var next = position
    var isNegative = false
    if next < end, bytes[next] == ASCII.minus || bytes[next] == ASCII.plus {
      isNegative = bytes[next] == ASCII.minus
      next += 1
    }
    var digits = Digits()
    let hasWhole = digits.read(bytes, &next, end, afterPoint: false)
    var hasFraction = false
    if next < end, bytes[next] == ASCII.point {
      next += 1
      hasFraction = digits.read(bytes, &next, end, afterPoint: true)
    }
    guard hasWhole || hasFraction else { return nil }
    if next < end, bytes[next] | 0x20 == ASCII.e {
      guard let written = exponent(bytes, &next, end) else { return nil }
      digits.exponent += written
    }
    defer { position = next }
    if digits.value == 0 { return isNegative ? -0.0 : 0.0 }
    if let magnitude = digits.nearestFloat() { return isNegative ? -magnitude : magnitude }
    return Float(String(decoding: bytes[position..<next], as: UTF8.self))
  }

  /// The digits read so far: value × 10^exponent.
  private struct Digits {
    var value: UInt64 = 0
    var exponent = 0
    private var significant = 0

    /// Reads digits; false if there is none. What comes after 19 significant ones only counts for the exponent.
    @inline(__always)
    mutating func read(
      _ bytes: UnsafeBufferPointer<UInt8>, _ next: inout Int, _ end: Int, afterPoint: Bool
    ) -> Bool {
      let first = next
      while next < end {
        let digit = bytes[next] &- ASCII.zero
        if digit > 9 { break }
        if significant < 19 {
          value = value &* 10 &+ UInt64(digit)
          if value != 0 { significant += 1 }
          if afterPoint { exponent -= 1 }
        } else if !afterPoint {
          exponent += 1
        }
        next += 1
      }
      return next > first
    }

    /// nil where the nearest Float is not certain.
    @inline(__always)
    func nearestFloat() -> Float? {
      guard exponent >= -65, exponent <= 38 else { return nil }
      let double =
        exponent < 0 ? Double(value) / powersOfTen[-exponent] : Double(value) * powersOfTen[exponent]
      // Between the least normal Float and the greatest, with a margin at both ends.
      guard double > 1.2e-38, double < 3.4e38 else { return nil }
      let beyondFloat = double.bitPattern & 0x1FFF_FFFF
      if beyondFloat >= 0x1000_0000 - 8, beyondFloat <= 0x1000_0000 + 8 { return nil }
      return Float(double)
    }
  }

  private static func exponent(_ bytes: UnsafeBufferPointer<UInt8>, _ next: inout Int, _ end: Int) -> Int? {
    next += 1
    var isNegative = false
    if next < end, bytes[next] == ASCII.minus || bytes[next] == ASCII.plus {
      isNegative = bytes[next] == ASCII.minus
      next += 1
    }
    let first = next
    var value = 0
    while next < end, bytes[next] &- ASCII.zero <= 9 {
      // Far enough for an infinity or 0 whatever the digits, and no overflow.
      if value < 1_000_000_000 { value = value * 10 + Int(bytes[next] &- ASCII.zero) }
      next += 1
    }
    return next > first ? (isNegative ? -value : value) : nil
  }

  /// 10^0 ... 10^65, each the nearest Double.
  private static let powersOfTen: [Double] = (0...65).map { Double("1e\($0)") ?? .nan }
}
