/// What can be wrong with a number format or a number.
public enum FixedPointError: Error, Equatable, Sendable {
  /// A width outside 1...32.
  case width(Int)
  /// A binary point outside −64...64.
  case fractionBits(Int)
  /// A scale that is not finite and positive.
  case scale(Double)
  /// A shift outside 0...31.
  case shift(Int)
  /// NaN has no code.
  case notANumber
  /// A range of integers that needs more than 32 bits.
  case rangeTooWide(ClosedRange<Int>)
}

extension FixedPointError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .width(let width): "a fixed-point format of \(width) bits: choose 1 to 32 bits"
    case .fractionBits(let bits): "\(bits) fraction bits: choose −64 to 64"
    case .scale(let scale): "a quantizer's scale of \(scale): it must be finite and greater than 0"
    case .shift(let shift): "a requantization that shifts by \(shift) bits: choose 0 to 31"
    case .notANumber: "NaN cannot be quantized: look for missing values in the data or a diverged training run"
    case .rangeTooWide(let range):
      "codes from \(range.lowerBound) to \(range.upperBound) need more than 32 bits"
    }
  }
}
