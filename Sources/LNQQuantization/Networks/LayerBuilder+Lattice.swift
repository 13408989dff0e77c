import LNQFixedPoint

/// Sums that are exact: where the weights are codes as well, all values of a sum are whole multiples of one number.
///
/// Then the parts' codes are those multiples, their sum has no rounding error, and what follows it (a bias, a BatchNorm, the
/// quantizer) is one table of the sum: halves are rounded to even as everywhere else, not up. Networks that lnq trained have weights
/// of 24 bits, whose sums are no such multiples.
extension LayerBuilder {
  /// The most bits that such a sum has: its table has so many rows.
  private static let ownSumBits = 14
  private static let calibratedSumBits = 12

  /// The sums of a block, and for each what its table adds to it; nil when a neuron is one table anyway, when its values are no
  /// multiples, or when too many sums matter.
  func exactSums(of block: Block, name: String) throws(QuantizationError) -> (block: Block, biases: [Double])? {
    let limitBits: Int
    var ranges = block.outputs.map { _ in -Double.infinity...Double.infinity }
    switch block.coding {
    case .calibrated: limitBits = Self.calibratedSumBits
    case .own(let quantizers):
      limitBits = Self.ownSumBits
      // Beyond half a step all sums have the same code.
      ranges = quantizers.map {
        $0.scale * Double($0.format.minimumCode - 1)...$0.scale * Double($0.format.maximumCode + 1)
      }
    case .exact, .added: return nil
    }
    let widest = min(limitBits, options.tableLimit ?? limitBits)
    guard hasQuantizers, block.outputs.allSatisfy({ $0.bias != nil }),
      block.outputs.contains(where: { output in
        output.terms.reduce(0) { $0 + signals[$1.signal].format.width } > limit(of: output, in: block)
      }), let first = block.outputs.first, Self.step(of: tabulatedTerms(first)) != nil
    else { return nil }
    var (exact, biases, quantizers) = (block, [Double](), [Quantizer]())
    for (index, output) in block.outputs.enumerated() {
      let terms = tabulatedTerms(output)
      guard let bias = output.bias, let step = Self.step(of: terms) else { return nil }
      // A bias that is a multiple, too, belongs to the sum: then neurons share a table.
      let multiple = (bias / step).rounded()
      let isMultiple = abs(bias / step - multiple) < 1e-6 && abs(multiple) < 0x1p20
      let inner = isMultiple ? multiple * step : 0
      exact.outputs[index] = Block.Output(terms: output.terms, function: .sum(bias: inner))
      biases.append(isMultiple ? 0 : bias)
      let sums = Self.range(of: terms, bias: inner)
      let range = ranges[index]
      let needed = (low: (range.lowerBound - biases[index]) / step, high: (range.upperBound - biases[index]) / step)
      let low = min(max((sums.low / step).rounded(), needed.low.rounded(.down)), 0)
      let high = max(min((sums.high / step).rounded(), needed.high.rounded(.up)), 0)
      guard abs(low) < 0x1p20, abs(high) < 0x1p20,
        let format = try? FixedPointFormat.holding(
          Int(low)...Int(high), fractionBits: min(max(-Int(step.exponent), -64), 64)),
        format.width <= widest, let quantizer = try? Quantizer(format: format, scale: step)
      else { return nil }
      quantizers.append(quantizer)
    }
    exact.coding = .exact(quantizers)
    return (exact, biases)
  }

  private func tabulatedTerms(_ output: Block.Output) -> [TabulatedTerm] {
    output.terms.map {
      TabulatedTerm(term: $0, values: $0.values(of: signals[$0.signal]), width: signals[$0.signal].format.width)
    }
  }

  /// The largest number of which all values are multiples, but for what 32-bit floats round; nil when there is none that is at least
  /// 2^-14 of the largest value.
  private static func step(of terms: [TabulatedTerm]) -> Double? {
    let largest = terms.reduce(0) { $1.values.reduce($0) { max($0, abs($1)) } }
    guard largest > 0 else { return 1 }
    guard largest.isFinite else { return nil }
    let tolerance = largest * 1e-6
    var step = 0.0
    for term in terms {
      for value in term.values where abs(value) > tolerance {
        var (larger, smaller) = (max(step, abs(value)), min(step, abs(value)))
        while smaller > tolerance {
          (larger, smaller) = (smaller, abs(larger - (larger / smaller).rounded() * smaller))
        }
        step = larger
        guard step * 0x1p14 >= largest else { return nil }
      }
    }
    step = largest / (largest / step).rounded()
    let isMultiple = terms.allSatisfy { $0.values.allSatisfy { abs($0 / step - ($0 / step).rounded()) < 0.01 } }
    return isMultiple ? step : nil
  }
}
