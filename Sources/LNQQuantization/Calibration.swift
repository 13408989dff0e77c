import LNQFixedPoint

/// Chooses binary points from values that were seen.
enum Calibration {
  /// How many rows are looked at, at most: evenly spaced among those given.
  static let rowLimit = 4096

  /// The quantizer of `width` bits whose power-of-two scale gives `values` the smallest mean squared error, saturation
  /// included; of equally good scales the coarsest.
  ///
  /// *Edge cases*: without a value other than 0 the scale is 1.
  /// - Throws: `FixedPointError.notANumber` for NaN among the values; `.width` for a width outside 1...32.
  static func quantizer(
    for values: some Sequence<Double>, width: Int, isSigned: Bool
  ) throws(FixedPointError) -> Quantizer {
    let values = Array(values)
    var largest = 0.0
    for value in values {
      guard !value.isNaN else { throw .notANumber }
      let magnitude = isSigned ? abs(value) : value
      if magnitude.isFinite { largest = max(largest, magnitude) }
    }
    guard largest > 0 else {
      return Quantizer(try FixedPointFormat(width: width, fractionBits: 0, isSigned: isSigned))
    }
    // The coarsest candidate covers every value; each further bit halves both the step and the range.
    let magnitudeBits = isSigned ? width - 1 : width
    let coarsest = magnitudeBits - (Int(largest.exponent) + 1)
    var best: (quantizer: Quantizer, error: Double)?
    for fractionBits in coarsest...coarsest + 8 {
      let bits = min(max(fractionBits, -64), 64)
      let quantizer = Quantizer(try FixedPointFormat(width: width, fractionBits: bits, isSigned: isSigned))
      var error = 0.0
      for value in values where value.isFinite {
        let rest = value - quantizer.value(of: try quantizer.code(of: value))
        error += rest * rest
      }
      if error < best?.error ?? .infinity { best = (quantizer, error) }
    }
    guard let best else { throw .notANumber }
    return best.quantizer
  }
}
