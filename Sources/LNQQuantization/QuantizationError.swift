import LNQFixedPoint
import LNQTables

/// Why a network cannot be turned into codes or tables.
public enum QuantizationError: Error, Equatable, Sendable {
  /// An option outside its range: its name on the command line, its value, the range.
  case option(String, Int, ClosedRange<Int>)
  /// A parameter or a calibration value that is NaN or infinite: where.
  case notFinite(String)
  /// No rows to calibrate with.
  case noCalibrationRows
  /// Rows with another number of features than the network has inputs.
  case features(expected: Int, got: Int)
  /// Names that do not match the network: what they name, how many are needed, how many there are.
  case names(String, expected: Int, got: Int)
  /// A table above the limit.
  case tableTooLarge(neuron: String, input: String, bits: Int, limit: Int, isInput: Bool)
  /// A sum, a part or a code that needs more than 32 bits.
  case tooWide(neuron: String, FixedPointError)
  /// A network without a layer that computes anything.
  case empty(String)
  /// The tables do not form a network; this is a mistake in lnq.
  case tables(TableError)
}

extension QuantizationError: CustomStringConvertible {
  /// One sentence: where, what, and what helps.
  public var description: String {
    switch self {
    case .option(let name, let value, let range):
      "--\(name) \(value): choose \(range.lowerBound) to \(range.upperBound)"
    case .notFinite(let place):
      "\(place) is not a finite number: the training run diverged; train again with a smaller --learning-rate"
    case .noCalibrationRows: "no training rows to calibrate the number formats with"
    case .features(let expected, let got): "rows of \(got) features for a network of \(expected) inputs"
    case .names(let what, let expected, let got):
      "\(got) \(what) names for \(expected) \(what == "class" ? "outputs" : "inputs")"
    case .tableTooLarge(let neuron, let input, let bits, let limit, let isInput):
      "\(neuron): its input \(input) has \(bits) bits, which takes a table of 2^\(bits) rows, and the limit is 2^\(limit): "
        + "use fewer bits (--\(isInput ? "input" : "activation")-bits \(limit))"
        + Self.higherLimit(bits: bits, limit: limit)
    case .tooWide(let neuron, let error): "\(neuron): \(error)"
    case .empty(let name): "\(name) has no layer that computes anything, so there is nothing to quantize"
    case .tables(let error): "the tables do not form a network (please report this): \(error)"
    }
  }

  private static func higherLimit(bits: Int, limit: Int) -> String {
    let highest = TruthTable.addressWidths.upperBound
    if limit == highest { return "; no table has more" }
    return bits <= highest
      ? " or a higher limit (--table-limit \(bits))" : " or, for up to \(highest) bits, a higher limit (--table-limit)"
  }
}
