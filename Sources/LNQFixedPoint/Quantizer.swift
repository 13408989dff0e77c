/// A format and the real distance between neighbouring codes: value = code × `scale`.
///
/// With `scale` = `format.scale` this is plain fixed point; a learned scale (LogicNets) can be any positive number.
public struct Quantizer: Hashable, Sendable, Codable {
  /// The codes.
  public let format: FixedPointFormat
  /// The real value of code 1; finite and greater than 0.
  public let scale: Double

  /// - Throws: `FixedPointError.scale` unless `scale` is finite and positive.
  public init(format: FixedPointFormat, scale: Double) throws(FixedPointError) {
    guard scale.isFinite, scale > 0 else { throw .scale(scale) }
    self.format = format
    self.scale = scale
  }

  /// Plain fixed point: the scale is 2^(−`format.fractionBits`).
  public init(_ format: FixedPointFormat) {
    self.format = format
    scale = format.scale
  }

  /// The code of `x`: `x` / `scale`, rounded half to even, then saturated.
  ///
  /// *Edge cases*: ±∞ saturate; −0 gives 0.
  /// - Throws: `FixedPointError.notANumber` for NaN.
  @inlinable
  public func code(of x: Double) throws(FixedPointError) -> Int {
    guard !x.isNaN else { throw .notANumber }
    let rounded = Rounding.halfToEven(x / scale)
    if rounded <= Double(format.minimumCode) { return format.minimumCode }
    if rounded >= Double(format.maximumCode) { return format.maximumCode }
    return Int(rounded)
  }

  /// The real value of `code`: `code` × `scale`.
  @inlinable
  public func value(of code: Int) -> Double { Double(code) * scale }

  enum CodingKeys: String, CodingKey {
    case format, scale
  }

  /// Reads what the synthesised `encode` writes and checks it like the initialiser.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      format: container.decode(FixedPointFormat.self, forKey: .format),
      scale: container.decode(Double.self, forKey: .scale))
  }
}

extension Quantizer {
  /// The bit patterns of the codes of many numbers: for each `format.bitPattern(of: code(of: x))`, in vector instructions.
  ///
  /// The quotient is saturated first: the bounds are integers, so that rounding afterwards gives the same code. Then
  /// 3 · 2^51 is added, which leaves a Double no bits after the binary point: the processor rounds half to even, and the
  /// low bits of the sum are the code's.
  /// - Throws: `FixedPointError.notANumber` when one is NaN.
  public func bitPatterns(of values: [Double]) throws(FixedPointError) -> [UInt32] {
    let (low, high) = (Double(format.minimumCode), Double(format.maximumCode))
    let (scale, mask) = (self.scale, format.mask)
    var notNumbers = 0
    let patterns = values.withUnsafeBufferPointer { values in
      [UInt32](unsafeUninitializedCapacity: values.count) { patterns, initialized in
        for i in 0..<values.count {
          var quotient = values[i] / scale
          notNumbers &+= quotient == quotient ? 0 : 1
          quotient = quotient < low ? low : quotient
          quotient = quotient > high ? high : quotient
          let rounded = (quotient + 0x1.8p52).bitPattern
          patterns.initializeElement(at: i, to: UInt32(truncatingIfNeeded: rounded) & mask)
        }
        initialized = values.count
      }
    }
    if notNumbers > 0 { throw .notANumber }
    return patterns
  }
}
