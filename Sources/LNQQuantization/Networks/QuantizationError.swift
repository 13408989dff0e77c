import LNQFixedPoint
import LNQTables

/// Why a network cannot be turned into codes or tables.
public enum QuantizationError: Error, Equatable, Sendable {
  /// An option outside its range: its name on the command line, its value, the range.
  case option(String, Int, ClosedRange<Int>)
  /// An option that would be without effect: its name, its value, why.
  case optionWithoutUse(String, Int, String)
  /// No thermometer that could be left out.
  case noEncoder
  /// A parameter or a calibration value that is NaN or infinite: where.
  case notFinite(String)
  /// No rows to calibrate with.
  case noCalibrationRows
  /// Rows with another number of features than the network has inputs.
  case features(expected: Int, got: Int)
  /// Names that do not match the network: what they name, how many are needed, how many there are.
  case names(String, expected: Int, got: Int)
  /// A single input that no table can take.
  case tableTooLarge(neuron: String, input: String, bits: Int, limit: Int, source: BitsSource)
  /// A polynomial, a sub-network or a sub-neuron whose table would be above the limit; those have no parts.
  case functionTooLarge(neuron: String, origin: String, inputCount: Int, bits: Int, limit: Int)
  /// An assembled neuron whose parts or their sum need more than 32 bits, and what helps.
  case sumTooWide(neuron: String, Remedy)
  /// A number that no code can be made of.
  case tooWide(neuron: String, FixedPointError)
  /// A network without a layer that computes anything.
  case empty(String)
  /// The tables do not form a network; this is a mistake in lnq.
  case tables(TableError)

  /// What makes the sums of an assembled neuron narrower.
  public enum Remedy: Equatable, Sendable {
    /// No `--part-fraction-bits`: so many were asked for, and fewer fit.
    case partFractionBits(Int)
    /// `--output-bits` of this number.
    case outputBits(Int)
    /// `--activation-bits` of this number.
    case activationBits(Int)
    /// Nothing here: the weights are too large for the outputs.
    case training
  }

  /// What sets the bits of a signal.
  public enum BitsSource: Sendable {
    /// `--input-bits`.
    case input
    /// `--activation-bits`.
    case activation
    /// A quantizer of the network.
    case quantizer
  }
}

extension QuantizationError: CustomStringConvertible {
  /// One sentence: where, what, and what helps.
  public var description: String {
    switch self {
    case .option(let name, let value, let range):
      "--\(name) \(value): choose \(range.lowerBound) to \(range.upperBound)"
    case .noEncoder:
      "--no-encoder leaves the Thermometer out of the circuit, but the network has none: leave the option out"
    case .notFinite(let place):
      "\(place) is not a finite number: the training run diverged; train again with a smaller --learning-rate"
    case .noCalibrationRows: "no training rows to calibrate the number formats with"
    case .features(let expected, let got): "rows of \(got) features for a network of \(expected) inputs"
    case .names(let what, let expected, let got):
      "\(got) \(what) names for \(expected) \(what == "class" ? "outputs" : "inputs")"
    case .optionWithoutUse(let name, let value, let reason):
      "--\(name) \(value) would change nothing: \(reason); leave it out, or change the model and train it again"
    case .tableTooLarge(let neuron, let input, let bits, let limit, let source):
      "\(neuron): its input \(input) has \(bits) bits, which takes a table of 2^\(bits) rows, and the limit is 2^\(limit): "
        + Self.fewerBits(limit, source) + Self.higherLimit(bits: bits, limit: limit)
    case .functionTooLarge(let neuron, let origin, let inputCount, let bits, let limit):
      "\(neuron) (\(origin)): its \(inputCount) inputs have \(bits) bits, which takes a table of 2^\(bits) rows, and the "
        + "limit is 2^\(limit): train it with fan_in=\(max(1, limit * inputCount / bits)) or with quantizers of "
        + "bits=\(max(1, limit / inputCount)) before it" + Self.higherLimit(bits: bits, limit: limit)
    case .sumTooWide(let neuron, let remedy):
      "\(neuron): its parts are added, and their sum needs more than 32 bits: \(remedy)"
    case .tooWide(let neuron, let error): "\(neuron): \(error)"
    case .empty(let name): "\(name) has no layer that computes anything, so there is nothing to quantize"
    case .tables(let error): "the tables do not form a network (please report this): \(error)"
    }
  }

  private static func fewerBits(_ limit: Int, _ source: BitsSource) -> String {
    switch source {
    case .input: "use fewer bits (--input-bits \(limit))"
    case .activation: "use fewer bits (--activation-bits \(limit))"
    case .quantizer: "train it with a quantizer of bits=\(limit) there"
    }
  }

  private static func higherLimit(bits: Int, limit: Int) -> String {
    let highest = TruthTable.addressWidths.upperBound
    if limit == highest { return "; no table has more" }
    return bits <= highest
      ? " or a higher limit (--table-limit \(bits))" : " or, for up to \(highest) bits, a higher limit (--table-limit)"
  }
}

extension QuantizationError.Remedy: CustomStringConvertible {
  /// What to do, as a part of a sentence.
  public var description: String {
    switch self {
    case .partFractionBits(let bits): "leave --part-fraction-bits \(bits) out, and as many are used as fit"
    case .outputBits(let bits): "use fewer bits (--output-bits \(bits))"
    case .activationBits(let bits): "use fewer bits (--activation-bits \(bits))"
    case .training:
      "its weights are too large for its outputs; train again with a --weight-decay or a smaller --learning-rate"
    }
  }
}
