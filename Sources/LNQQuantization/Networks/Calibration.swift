import Foundation
import LNQFixedPoint
import LNQTraining

/// Chooses binary points from values that were seen.
enum Calibration {
  /// How many rows are looked at, at most: evenly spaced among those given.
  static let rowLimit = 4096

  /// How much finer than its whole range a quantizer may resolve: it covers at least 1 / 2^8 of `bound`.
  static let headroomBits = 8

  /// The quantizer of `width` bits whose power-of-two scale gives `values` the smallest mean squared error, saturation
  /// included; of equally good scales the coarsest.
  ///
  /// - Parameter bound: a number that no value exceeds, seen or not. A neuron that is nearly always 0 would get a scale so
  ///   small that its parts need dozens of bits; the bound prevents that. 0 means that no bound is known.
  ///
  /// *Edge cases*: without a value other than 0 the quantizer covers `bound`, and without one the scale is 1.
  /// - Throws: `FixedPointError.notANumber` for NaN among the values; `.width` for a width outside 1...32.
  static func quantizer(
    for values: some Sequence<Double>, width: Int, isSigned: Bool, bound: Double = 0
  ) throws(FixedPointError) -> Quantizer {
    let values = Array(values)
    var largest = 0.0
    for value in values {
      guard !value.isNaN else { throw .notANumber }
      let magnitude = isSigned ? abs(value) : value
      if magnitude.isFinite { largest = max(largest, magnitude) }
    }
    // With this many fraction bits, `x` is just covered.
    func covering(_ x: Double) -> Int { (isSigned ? width - 1 : width) - (Int(x.exponent) + 1) }
    func quantizer(_ fractionBits: Int) throws(FixedPointError) -> Quantizer {
      let bits = min(max(fractionBits, -64), 64)
      return Quantizer(try FixedPointFormat(width: width, fractionBits: bits, isSigned: isSigned))
    }
    guard largest > 0 else { return try quantizer(bound > 0 ? covering(bound) : 0) }
    // The coarsest candidate covers every value; each further bit halves both the step and the range.
    let finest = bound > 0 ? covering(bound) + headroomBits : .max
    let coarsest = min(covering(largest), finest)
    var best = try quantizer(coarsest)
    var bestError = Double.infinity
    for fractionBits in coarsest...min(coarsest + 8, finest) {
      let candidate = try quantizer(fractionBits)
      var error = 0.0
      for value in values where value.isFinite {
        let rest = value - candidate.value(of: try candidate.code(of: value))
        error += rest * rest
      }
      if error < bestError { (best, bestError) = (candidate, error) }
    }
    return best
  }
}

extension Quantizer {
  /// What an `ActivationQuantizer` of one width does: its codes, and its scale at full precision.
  init(_ layer: ActivationQuantizer) {
    self.init(width: layer.settings.bits, scale: layer.scale, isSigned: layer.settings.isSigned)
  }

  /// What an `ActivationQuantizer` does with each of `count` numbers; nil for one whose learned width is 0.
  static func channels(_ layer: ActivationQuantizer, count: Int) -> [Quantizer?] {
    layer.channels(count: count).map { width, scale in
      width == 0 ? nil : Quantizer(width: width, scale: scale, isSigned: layer.settings.isSigned)
    }
  }

  /// The code of a number that is always 0: a bit.
  static let pruned = Quantizer(width: 1, scale: 1, isSigned: false)

  /// The format's fraction bits are the nearest power of two; with a scale that is one they are exact.
  private init(width: Int, scale: Double, isSigned: Bool) {
    let fractionBits = Int((-log2(scale)).rounded())
    let range = FixedPointFormat.fractionBitRange
    do {
      let format = try FixedPointFormat(
        width: width, fractionBits: min(max(fractionBits, range.lowerBound), range.upperBound), isSigned: isSigned)
      try self.init(format: format, scale: scale)
    } catch {
      preconditionFailure("an ActivationQuantizer has 1 to 8 bits and a positive scale: \(error)")
    }
  }

  /// The quantizer that gives for x the value that this one gives for max(x, 0); nil for a single signed bit, whose values are
  /// negative and 0, so that 0 alone is left.
  var rectified: Quantizer? {
    guard format.isSigned else { return self }
    guard
      let unsigned = try? FixedPointFormat(
        width: format.width - 1, fractionBits: format.fractionBits, isSigned: false)
    else { return nil }
    return try? Quantizer(format: unsigned, scale: scale)
  }

  /// The same after a ReLU.
  func rectified(if isRectified: Bool) -> Quantizer? { isRectified ? rectified : self }
}
