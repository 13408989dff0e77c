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
