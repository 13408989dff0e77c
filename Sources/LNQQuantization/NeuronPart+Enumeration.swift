import LNQFixedPoint
import LNQTables

extension NeuronPart {
  /// `real` for every combination of the codes of its signals, in the order of the table's rows and bit-identical with it.
  ///
  /// Each term depends on its own bits of the address alone, so it is computed once for each code, not for each row.
  func reals(of signals: [Signal]) -> [Double] {
    let axes = terms.map { $0.values(of: signals[$0.signal]) }
    return switch function {
    case .sum(let bias): Self.sums(bias: bias, axes)
    case .polynomial(let polynomial): polynomial.values(on: axes)
    case .network(let network): network.values(on: axes)
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
