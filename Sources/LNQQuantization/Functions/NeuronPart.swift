import LNQFixedPoint
import LNQTables
import LNQTraining

/// A real function of a few signals and the quantizer of its result: what one truth table will hold.
///
/// With x_i the real value of signal `terms[i].signal`: code =
/// quantizer(activation(function(term_0(x_0), term_1(x_1), …))), all in Double.
/// The order of the operations is part of the definition; `real(_:)` has it, and `reals(of:)` repeats it for all rows at once.
public struct NeuronPart: Hashable, Sendable {
  /// weight · activation(x).
  public struct Summand: Hashable, Sendable {
    /// What multiplies the activated value.
    public let weight: Double
    /// BatchNorm and element-wise layers before the layer, first to last; empty for the value itself.
    public let activation: [Elementwise]

    /// The summand's value for a signal of value `x`.
    public func callAsFunction(_ x: Double) -> Double {
      weight * activation.reduce(x) { $1($0) }
    }
  }

  /// A function of one input: the sum of its summands, from left to right.
  ///
  /// Most have one summand. A signal that a residual block both transforms and passes on has two: w · relu(x) + x.
  public struct Term: Hashable, Sendable {
    /// The number of the signal.
    public var signal: Int
    /// At least one; no two have the same activation.
    public let summands: [Summand]

    /// The term's value for a signal of value `x`.
    public func callAsFunction(_ x: Double) -> Double {
      var sum = summands[0](x)
      for summand in summands.dropFirst() { sum += summand(x) }
      return sum
    }

    /// The term's value for every bit pattern of `signal`'s codes, in ascending order of the patterns.
    func values(of signal: Signal) -> [Double] {
      let quantizer = signal.quantizer
      return (0...quantizer.format.mask).map { self(quantizer.value(of: quantizer.format.code(ofBitPattern: $0))) }
    }
  }

  /// How the terms' values become one number.
  public enum Function: Hashable, Sendable {
    /// `bias` + Σ values, added from left to right.
    case sum(bias: Double)
    /// A polynomial in the values.
    case polynomial(Polynomial)
    /// A small network of the values.
    case network(SubNetwork)
    /// A spline and a base term, of the only value.
    case edge(KANEdge)
    /// 1 or 0 for each address; a value above ½ is a 1 in it, the first value's in the lowest bit.
    case table([Bool])

    /// The number for the terms' values, in their order.
    public func callAsFunction(_ values: [Double]) -> Double {
      switch self {
      case .sum(let bias): values.reduce(bias, +)
      case .polynomial(let polynomial): polynomial(values)
      case .network(let network): network(values)
      case .edge(let edge): edge(values[0])
      case .table(let bits):
        bits[values.enumerated().reduce(0) { $0 | ($1.element > 0.5 ? 1 : 0) << $1.offset }] ? 1 : 0
      }
    }
  }

  /// The inputs, in the order of the function's arguments and of the table's address.
  public let terms: [Term]
  /// From the terms' values to one number.
  public let function: Function
  /// Functions of that number, first to last: element-wise layers and BatchNorms after it.
  public let activation: [Elementwise]
  /// From the result to the code.
  public let quantizer: Quantizer

  /// The number for the values of the terms' signals, in the order of `terms`.
  public func real(_ values: [Double]) -> Double {
    activated(function(zip(terms, values).map { $0($1) }))
  }

  init(terms: [Term], function: Function, activation: [Elementwise] = [], quantizer: Quantizer) {
    (self.terms, self.function, self.activation, self.quantizer) = (terms, function, activation, quantizer)
  }

  private func activated(_ value: Double) -> Double { activation.reduce(value) { $1($0) } }
}

extension NeuronPart {
  /// `real` for every combination of the codes of its signals, in the order of the table's rows and bit-identical with it.
  ///
  /// Each term depends on its own bits of the address alone, so it is computed once for each code, not for each row.
  func reals(of signals: [Signal]) -> [Double] {
    let axes = terms.map { $0.values(of: signals[$0.signal]) }
    let values =
      switch function {
      case .sum(let bias): Self.sums(bias: bias, axes)
      case .polynomial(let polynomial): polynomial.values(on: axes)
      case .network(let network): network.values(on: axes)
      case .edge, .table: self.values(on: axes)
      }
    return activation.isEmpty ? values : values.map(activated)
  }

  /// The function for every combination, the first axis fastest.
  private func values(on axes: [[Double]]) -> [Double] {
    (0..<axes.reduce(1) { $0 * $1.count }).map { row in
      var rest = row
      return function(
        axes.map { axis in
          defer { rest /= axis.count }
          return axis[rest % axis.count]
        })
    }
  }

  /// bias + Σ for every combination, the first axis fastest.
  ///
  /// The sums of the first axes are there before the next one's values are added to all of them: one addition a row, and
  /// from left to right.
  private static func sums(bias: Double, _ axes: [[Double]]) -> [Double] {
    let count = axes.reduce(1) { $0 * $1.count }
    return [Double](unsafeUninitializedCapacity: count) { sums, initialized in
      sums.initializeElement(at: 0, to: bias)
      var known = 1
      for axis in axes {
        // Backwards: the sums that the others build on are overwritten last.
        for (index, value) in axis.enumerated().reversed() {
          for i in 0..<known { sums.initializeElement(at: index * known + i, to: sums[i] + value) }
        }
        known *= axis.count
      }
      initialized = count
    }
  }
}

extension TruthTable {
  /// All rows of a part of a neuron.
  ///
  /// - Throws: `FixedPointError.notANumber` when the part's function is NaN in some row.
  init(tabulating part: NeuronPart, signals: [Signal]) throws(FixedPointError) {
    let patterns = try part.quantizer.bitPatterns(of: part.reals(of: signals))
    self.init(
      addressWidth: part.terms.reduce(0) { $0 + signals[$1.signal].format.width }, output: part.quantizer.format,
      bitPatterns: patterns)
  }
}
