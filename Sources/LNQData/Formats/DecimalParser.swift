/// Decimal text to the nearest Double (ties to even), as `Double(_: String)` gives it but several times faster.
///
/// The first 19 digits times a power of ten, both as integers of 64 bits, give 64 bits of the product that are at most a few
/// units too small. A Double has 53, so rounding is certain unless the rest lies just below the middle; those few, and exponents
/// beyond ±65, go to the standard library.
enum DecimalParser {
  /// Reads `[+-] digits [. digits] [e [+-] digits]` (with a digit before or after the point) from `position` on and
  /// moves it past the number; nil and an unchanged position when there is no such text. Too large a number gives an
  /// infinity.
  @inline(__always)
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, end: Int) -> Double? {
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
    if let magnitude = digits.nearestDouble() { return isNegative ? -magnitude : magnitude }
    return Double(String(decoding: bytes[position..<next], as: UTF8.self))
  }

  /// The digits read so far: value × 10^exponent, or a little more when it is cut.
  private struct Digits {
    var value: UInt64 = 0
    var exponent = 0
    private var significant = 0
    private var isCut = false

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
        } else {
          isCut = true
          if !afterPoint { exponent += 1 }
        }
        next += 1
      }
      return next > first
    }

    /// nil where the nearest Double is not certain.
    @inline(__always)
    func nearestDouble() -> Double? {
      guard exponent >= -PowerOfTen.limit, exponent <= PowerOfTen.limit else { return nil }
      let power = PowerOfTen.all[exponent + PowerOfTen.limit]
      let shift = value.leadingZeroBitCount
      var (high, low) = (value << UInt64(shift)).multipliedFullWidth(by: power.significand)
      var binaryExponent = power.exponent - shift + 64
      if high >> 63 == 0 {
        high = high << 1 | low >> 63
        low = 0
        binaryExponent -= 1
      }
      // What cutting the power took away is less than 3 units now; of 19 digits that were cut, less than 35.
      let rest = high & 0x7FF
      guard rest > 0x400 || rest + (isCut ? 36 : 4) < 0x400 else { return nil }
      let significand = (high >> 11) + (rest > 0x400 ? 1 : 0)
      // A significand of 2^53 carries into the exponent.
      let bits = (UInt64(binaryExponent + 11 + 52 + 1023) << 52) + (significand - (1 << 52))
      return Double(bitPattern: bits)
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
}

/// 10^q = significand × 2^exponent, the significand with its highest bit set and cut after 64 bits.
private struct PowerOfTen {
  let significand: UInt64
  let exponent: Int

  static let limit = 65

  /// For q = −65 … 65. They are made from 128 bits, which lose less than 2^−118 on the way.
  static let all: [PowerOfTen] = {
    let one = (high: UInt64(1) << 63, low: UInt64(0), exponent: -127)
    var rising = [one]
    var falling = [one]
    for _ in 0..<limit {
      rising.append(timesTen(rising[rising.count - 1]))
      falling.append(dividedByTen(falling[falling.count - 1]))
    }
    return (falling.dropFirst().reversed() + rising).map {
      PowerOfTen(significand: $0.high, exponent: $0.exponent + 64)
    }
  }()

  /// high, low × 2^exponent.
  private typealias Wide = (high: UInt64, low: UInt64, exponent: Int)

  private static func timesTen(_ power: Wide) -> Wide {
    let low = power.low.multipliedFullWidth(by: 5)
    let high = power.high.multipliedFullWidth(by: 5)
    let (middle, carries) = high.low.addingReportingOverflow(low.high)
    let top = high.high + (carries ? 1 : 0)
    let shift = UInt64(64 - top.leadingZeroBitCount)
    return (
      top << (64 - shift) | middle >> shift, middle << (64 - shift) | low.low >> shift, power.exponent + 1 + Int(shift)
    )
  }

  private static func dividedByTen(_ power: Wide) -> Wide {
    let (high, rest) = power.high.quotientAndRemainder(dividingBy: 5)
    let low = UInt64(5).dividingFullWidth((rest, power.low)).quotient
    let shift = UInt64(high.leadingZeroBitCount)
    return (high << shift | low >> (64 - shift), low << shift, power.exponent - 1 - Int(shift))
  }
}
