import LNQFixedPoint
import LNQTables

/// How functions become neurons: one table, parts that are added, or sub-neurons that are added.
extension LayerBuilder {
  /// A term with its value for every bit pattern of its signal.
  struct TabulatedTerm {
    let term: NeuronPart.Term
    let values: [Double]
    let width: Int

    /// The smallest and the largest value.
    var range: (low: Double, high: Double) {
      values.reduce((.infinity, -.infinity)) { (min($0.0, $1), max($0.1, $1)) }
    }
  }

  /// A function whose terms are tabulated.
  struct TabulatedFunction {
    let terms: [TabulatedTerm]
    let function: NeuronPart.Function
    let activation: [Elementwise]

    var width: Int { terms.reduce(0) { $0 + $1.width } }

    /// A number that no value of a sum exceeds, whatever the codes; 0, which is no bound, for other functions and for a function
    /// of a sum.
    ///
    /// Floating-point addition is monotonic, so the sums of each term's extremes bound every sum, rounding included.
    var bound: Double {
      guard case .sum(let bias) = function, activation.isEmpty else { return 0 }
      let range = LayerBuilder.range(of: terms, bias: bias)
      return max(abs(range.low), abs(range.high))
    }
  }

  /// The functions of a block, after all checks: what no table could hold is refused before anything is enumerated.
  func tabulated(_ block: Block, name: String) throws(QuantizationError) -> [TabulatedFunction] {
    var functions: [TabulatedFunction] = []
    let neurons = block.neurons.enumerated().flatMap { neuron, outputs in outputs.map { _ in neuron } }
    for (index, output) in block.outputs.enumerated() {
      let place = "\(name), neuron \(neurons[index])"
      try check(output, in: block, at: place)
      let terms = output.terms.map {
        TabulatedTerm(term: $0, values: $0.values(of: signals[$0.signal]), width: signals[$0.signal].format.width)
      }
      let function = TabulatedFunction(terms: terms, function: output.function, activation: output.activation)
      guard terms.allSatisfy({ $0.values.allSatisfy(\.isFinite) }), output.function.isFinite, function.bound.isFinite
      else {
        throw .notFinite("a weight of \(place)")
      }
      functions.append(function)
    }
    return functions
  }

  /// How many address bits a neuron of the block may have as one table.
  func limit(of output: Block.Output, in block: Block) -> Int {
    let isTable = output.bias == nil || (block.isSparse && hasQuantizers)
    return options.tableLimit
      ?? (isTable ? TruthTable.addressWidths.upperBound : QuantizationOptions.standardTableLimit)
  }

  private func check(_ output: Block.Output, in block: Block, at place: String) throws(QuantizationError) {
    let limit = limit(of: output, in: block)
    let widths = output.terms.map { signals[$0.signal].format.width }
    for (term, width) in zip(output.terms, widths) where width > limit {
      let isInput = term.signal < inputs.count
      throw .tableTooLarge(
        neuron: place, input: signals[term.signal].name, bits: width, limit: limit,
        source: ownSignals[term.signal] ? .quantizer : isInput ? .input : .activation)
    }
    var isSplit = output.bias != nil
    if case .added = block.coding { isSplit = false }
    guard isSplit || widths.reduce(0, +) <= limit else {
      throw .functionTooLarge(
        neuron: place, origin: block.origin, inputCount: widths.count, bits: widths.reduce(0, +), limit: limit)
    }
  }

  /// One table when all input bits together are within the limit, unless the layer is split; else parts.
  ///
  /// - Throws: `QuantizationError.sumTooWide` when the parts or their sum need more than 32 bits, with what helps.
  func neuron(
    _ function: TabulatedFunction, in block: Block, isLast: Bool, signal: Signal, at place: String,
    excessBits: @autoclosure () -> Int
  ) throws(QuantizationError) -> QuantizedNetwork.Neuron {
    let output = Block.Output(
      terms: function.terms.map(\.term), function: function.function, activation: function.activation)
    let limit = limit(of: output, in: block)
    let groups = output.bias == nil ? [] : self.groups(of: function.terms, limit: limit)
    let isSplit = function.width > limit || own.partFractionBits != nil && groups.count > 1
    guard let bias = output.bias, isSplit else {
      let part = NeuronPart(
        terms: output.terms, function: output.function, activation: output.activation, quantizer: signal.quantizer)
      return QuantizedNetwork.Neuron(parts: [part], requantization: nil, output: signal)
    }
    let isOwn = if case .calibrated = block.coding { false } else { true }
    let isExact = if case .exact = block.coding { true } else { false }
    let standard =
      isOwn
      ? Self.ownPartFractionBits(neuronCount: block.neuronCount, partCount: groups.count)
      : QuantizationOptions.standardPartFractionBits
    let asked = isExact ? 0 : own.partFractionBits ?? options.partFractionBits
    let wanted = asked ?? standard
    // Large weights: fewer bits below the output's last one make room.
    for shift in stride(from: wanted, through: 0, by: -1) {
      let neuron: QuantizedNetwork.Neuron
      do throws(FixedPointError) {
        let plain = try Self.assembled(groups, bias: bias, shift: shift, signal: signal)
        neuron =
          own.partFractionBits == nil
          ? plain
          : try Self.assembled(
            groups, bias: bias - meanError(of: plain, function, bias: bias), shift: shift, signal: signal)
      } catch {
        guard case .rangeTooWide = error else { throw .tooWide(neuron: place, error) }
        continue
      }
      // What was asked for is not changed silently.
      guard shift == wanted || asked == nil else {
        throw .sumTooWide(neuron: place, .partFractionBits(wanted))
      }
      return neuron
    }
    let bits = signal.format.width - excessBits()
    throw .sumTooWide(neuron: place, isOwn || bits < 1 ? .training : isLast ? .outputBits(bits) : .activationBits(bits))
  }

  /// How many bits too many the codes of these sums have, at least 1: without them every sum of parts is below 2^31, also where
  /// parts have other signs than their sum and their formats are rounded up.
  static func excessBits(of functions: [TabulatedFunction], _ quantizers: [Quantizer]) -> Int {
    let largest = zip(functions, quantizers).map { $0.bound / $1.scale }.max() ?? 0
    return largest.isFinite && largest > 1 ? max(1, Int(largest.exponent) - 28) : 1 << 10
  }

  /// How many bits below an output's last bit the parts keep when the network's own quantizer gives the output few bits.
  ///
  /// The parts' rounding errors add up to a deviation of √(parts / 12) · 2^(−bits) of an output's step, and the code is
  /// another one about as often. With this many bits that happens to one of a layer's neurons in less than one row of a
  /// hundred: 2^bits ≥ 32 · neurons · √parts.
  static func ownPartFractionBits(neuronCount: Int, partCount: Int) -> Int {
    var bits = 5
    while bits < 16, Double(1 << (bits - 5)) < Double(neuronCount) * Double(partCount).squareRoot() { bits += 1 }
    return bits
  }

  /// Parts whose codes have `shift` more fraction bits than the output's, added and requantized.
  private static func assembled(
    _ groups: [[TabulatedTerm]], bias: Double, shift: Int, signal: Signal
  ) throws(FixedPointError) -> QuantizedNetwork.Neuron {
    let scale = signal.quantizer.scale / Double(1 << shift)
    var bias = bias
    var parts: [NeuronPart] = []
    for group in groups {
      let fractionBits = min(signal.format.fractionBits + shift, FixedPointFormat.fractionBitRange.upperBound)
      let quantizer = try Self.quantizer(ofPart: group, bias: bias, scale: scale, fractionBits: fractionBits)
      parts.append(NeuronPart(terms: group.map(\.term), function: .sum(bias: bias), quantizer: quantizer))
      // The first part carries the bias.
      bias = 0
    }
    // The sum is as wide as the formats of all parts need.
    let low = parts.reduce(0) { $0 + $1.quantizer.format.minimumCode }
    let high = parts.reduce(0) { $0 + $1.quantizer.format.maximumCode }
    _ = try FixedPointFormat.holding(min(low, 0)...max(high, 0), fractionBits: 0)
    return QuantizedNetwork.Neuron(
      parts: parts, requantization: try Requantization(shift: shift, output: signal.format), output: signal)
  }

  /// Sub-neurons' codes of one quantizer, added exactly: the output's format holds every sum, unless it is to saturate.
  static func sum(
    of functions: ArraySlice<TabulatedFunction>, _ quantizer: Quantizer, saturates: Bool, name: String
  ) throws(FixedPointError) -> QuantizedNetwork.Neuron {
    let format = quantizer.format
    let output =
      saturates
      ? format
      : try FixedPointFormat.holding(
        functions.count * format.minimumCode...functions.count * format.maximumCode, fractionBits: format.fractionBits)
    return QuantizedNetwork.Neuron(
      parts: functions.map {
        NeuronPart(
          terms: $0.terms.map(\.term), function: $0.function, activation: $0.activation, quantizer: quantizer)
      },
      requantization: try Requantization(shift: 0, output: output),
      output: Signal(name: name, quantizer: try Quantizer(format: output, scale: quantizer.scale)))
  }

  /// The smallest and the largest real sum that any codes give.
  static func range(of terms: some Sequence<TabulatedTerm>, bias: Double) -> (low: Double, high: Double) {
    var (low, high) = (bias, bias)
    for term in terms {
      let range = term.range
      low += range.low
      high += range.high
    }
    return (low, high)
  }

  /// Neighbouring terms whose bits together stay within `partialBits`; a term with more bits is a group of its own.
  private func groups(of terms: [TabulatedTerm], limit: Int) -> [[TabulatedTerm]] {
    let size = min(options.partialBits ?? QuantizationOptions.standardPartialBits, limit)
    var groups: [[TabulatedTerm]] = []
    var room = 0
    for term in terms {
      if term.width <= room {
        groups[groups.count - 1].append(term)
        room -= term.width
      } else {
        groups.append([term])
        room = size - term.width
      }
    }
    return groups
  }

  /// The narrowest quantizer of step `scale` that no value of the part saturates.
  private static func quantizer(
    ofPart terms: [TabulatedTerm], bias: Double, scale: Double, fractionBits: Int
  ) throws(FixedPointError) -> Quantizer {
    let (low, high) = range(of: terms, bias: bias)
    let widest = try Quantizer(format: FixedPointFormat(width: 32, fractionBits: 0, isSigned: true), scale: scale)
    let range = try widest.code(of: low)...widest.code(of: high)
    guard range.lowerBound > widest.format.minimumCode, range.upperBound < widest.format.maximumCode else {
      throw .rangeTooWide(range)
    }
    return try Quantizer(format: .holding(range, fractionBits: fractionBits), scale: scale)
  }
}

extension NeuronPart.Function {
  /// Whether all parameters are finite.
  var isFinite: Bool {
    switch self {
    case .sum(let bias): bias.isFinite
    case .polynomial(let polynomial): polynomial.coefficients.allSatisfy(\.isFinite)
    case .network(let network): network.parameters.allSatisfy(\.isFinite)
    case .edge(let edge): edge.isFinite
    case .table: true
    }
  }
}
