import Foundation
import LNQFixedPoint
import LNQTraining

extension Quantizer {
  /// What an `ActivationQuantizer` does: its codes, and its scale at full precision.
  ///
  /// The format's fraction bits are the nearest power of two; with a scale that is one they are exact.
  init(_ layer: ActivationQuantizer) {
    let fractionBits = Int((-log2(layer.scale)).rounded())
    let range = FixedPointFormat.fractionBitRange
    do {
      let format = try FixedPointFormat(
        width: layer.settings.bits, fractionBits: min(max(fractionBits, range.lowerBound), range.upperBound),
        isSigned: layer.settings.isSigned)
      try self.init(format: format, scale: layer.scale)
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
}
