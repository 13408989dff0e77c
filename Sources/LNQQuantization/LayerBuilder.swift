import LNQData
import LNQFixedPoint
import LNQTables

/// Turns blocks into layers one after the other, with the calibration rows' codes as they stand after each.
struct LayerBuilder {
  let options: QuantizationOptions
  let inputs: [Signal]
  /// All signals so far, and each one's bit pattern in each calibration row.
  private var signals: [Signal]
  private var patterns: [[UInt32]]
  private let rowCount: Int

  /// - Parameter groups: for each input the number of its group, which shares a quantizer.
  init(
    options: QuantizationOptions, calibration: LabelledRows, featureNames: [String], groups: [Int]
  ) throws(QuantizationError) {
    self.options = options
    let rowCount = min(calibration.count, Calibration.rowLimit)
    self.rowCount = rowCount
    var columns: [[Double]] = []
    for (feature, name) in featureNames.enumerated() {
      let column = (0..<rowCount).map { row in
        Double(calibration.features[row * calibration.count / rowCount * calibration.featureCount + feature])
      }
      guard column.allSatisfy(\.isFinite) else { throw .notFinite("feature \(name) of a calibration row") }
      columns.append(column)
    }
    let quantizers = try Self.quantizers(
      of: columns, groups: groups, bounds: columns.map { _ in 0 }, width: options.inputBits, isSigned: nil
    ) { "feature \(featureNames[$0])" }
    inputs = zip(featureNames, quantizers).map { Signal(name: $0, quantizer: $1) }
    signals = inputs
    patterns = []
    for (column, signal) in zip(columns, inputs) {
      do {
        patterns.append(
          try column.map { value throws(FixedPointError) in
            signal.format.bitPattern(of: try signal.quantizer.code(of: value))
          })
      } catch {
        throw .tooWide(neuron: "feature \(signal.name)", error)
      }
    }
  }

  mutating func layer(
    of block: Block, name: String, isLast: Bool, outputNames: [String]?
  ) throws(QuantizationError) -> QuantizedNetwork.Layer {
    var columns: [[Double]] = []
    var bounds: [Double] = []
    for (index, output) in block.outputs.enumerated() {
      let place = "\(name), neuron \(index)"
      try check(output.terms, at: place)
      let terms = tabulated(output.terms)
      let range = Self.range(of: terms, bias: output.bias)
      guard range.low.isFinite, range.high.isFinite else { throw .notFinite("a weight of \(place)") }
      bounds.append(max(abs(range.low), abs(range.high)))
      let sums = self.sums(of: terms, bias: output.bias)
      columns.append(block.hasReLU ? sums.map { max($0, 0) } : sums)
    }
    // Classes are compared with each other: all outputs are one group.
    let quantizers = try Self.quantizers(
      of: columns, groups: isLast ? columns.map { _ in 0 } : block.groups, bounds: bounds,
      width: isLast ? options.outputBits : options.activationBits, isSigned: !block.hasReLU
    ) { "\(name), neuron \($0)" }
    var neurons: [QuantizedNetwork.Neuron] = []
    var outputPatterns: [[UInt32]] = []
    for (index, output) in block.outputs.enumerated() {
      let place = "\(name), neuron \(index)"
      let signal = Signal(name: outputNames?[index] ?? "\(name).\(index)", quantizer: quantizers[index])
      do {
        let terms = tabulated(output.terms)
        let neuron = try self.neuron(output, terms: terms, signal: signal)
        outputPatterns.append(try self.patterns(of: neuron, terms: terms))
        neurons.append(neuron)
      } catch {
        throw .tooWide(neuron: place, error)
      }
    }
    signals += neurons.map(\.output)
    patterns += outputPatterns
    return QuantizedNetwork.Layer(name: name, origin: block.origin, neurons: neurons)
  }

  // MARK: - Quantizers

  /// One quantizer for each column, the same for all columns of a group: calibrated on all of them.
  /// - Parameter isSigned: nil makes those signed whose values are ever negative: a pixel of one bit is 0 or 1, not 0 or −1.
  private static func quantizers(
    of columns: [[Double]], groups: [Int], bounds: [Double], width: Int, isSigned: Bool?, place: (Int) -> String
  ) throws(QuantizationError) -> [Quantizer] {
    var members: [Int: [Int]] = [:]
    for (column, group) in groups.enumerated() { members[group, default: []].append(column) }
    var quantizers: [Int: Quantizer] = [:]
    var result: [Quantizer] = []
    for (column, group) in groups.enumerated() {
      if let quantizer = quantizers[group] {
        result.append(quantizer)
        continue
      }
      let all = members[group] ?? [column]
      let values = all.count == 1 ? columns[column] : all.flatMap { columns[$0] }
      do {
        let quantizer = try Calibration.quantizer(
          for: values, width: width, isSigned: isSigned ?? values.contains { $0 < 0 },
          bound: all.reduce(0) { max($0, bounds[$1]) })
        quantizers[group] = quantizer
        result.append(quantizer)
      } catch {
        throw .tooWide(neuron: place(column), error)
      }
    }
    return result
  }

  // MARK: - Neurons

  /// A term with its value for every bit pattern of its signal.
  private struct TabulatedTerm {
    let term: NeuronPart.Term
    let values: [Double]
    let width: Int
  }

  private func tabulated(_ terms: [NeuronPart.Term]) -> [TabulatedTerm] {
    terms.map {
      TabulatedTerm(term: $0, values: $0.values(of: signals[$0.signal]), width: signals[$0.signal].format.width)
    }
  }

  /// Refuses an input that no table can take, before anything is enumerated.
  private func check(_ terms: [NeuronPart.Term], at place: String) throws(QuantizationError) {
    for term in terms {
      let input = signals[term.signal]
      guard input.format.width <= options.tableLimit else {
        throw .tableTooLarge(
          neuron: place, input: input.name, bits: input.format.width, limit: options.tableLimit,
          isInput: term.signal < inputs.count)
      }
    }
  }

  /// The smallest and the largest real sum that any codes give.
  ///
  /// Floating-point addition is monotonic, so the sums of each term's extremes bound every sum, rounding included.
  private static func range(of terms: some Sequence<TabulatedTerm>, bias: Double) -> (low: Double, high: Double) {
    var (low, high) = (bias, bias)
    for term in terms {
      var (smallest, largest) = (Double.infinity, -Double.infinity)
      for value in term.values {
        smallest = min(smallest, value)
        largest = max(largest, value)
      }
      low += smallest
      high += largest
    }
    return (low, high)
  }

  /// One table when all input bits together are within the limit; else parts.
  private func neuron(
    _ output: Block.Output, terms: [TabulatedTerm], signal: Signal
  ) throws(FixedPointError) -> QuantizedNetwork.Neuron {
    let bits = terms.reduce(0) { $0 + $1.width }
    if bits <= options.tableLimit {
      let part = NeuronPart(
        terms: output.terms, function: .sum(bias: output.bias), quantizer: signal.quantizer)
      return QuantizedNetwork.Neuron(parts: [part], requantization: nil, output: signal)
    }
    let shift = options.partFractionBits
    let scale = signal.quantizer.scale / Double(1 << shift)
    var bias = output.bias
    var parts: [NeuronPart] = []
    for group in groups(of: terms) {
      let quantizer = try Self.quantizer(
        ofPart: group, bias: bias, scale: scale, fractionBits: signal.format.fractionBits + shift)
      parts.append(NeuronPart(terms: group.map(\.term), function: .sum(bias: bias), quantizer: quantizer))
      // The first part carries the bias.
      bias = 0
    }
    return QuantizedNetwork.Neuron(
      parts: parts, requantization: try Requantization(shift: shift, output: signal.format), output: signal)
  }

  /// Neighbouring terms whose bits together stay within `partialBits`; a term with more bits is a group of its own.
  private func groups(of terms: [TabulatedTerm]) -> [[TabulatedTerm]] {
    var groups: [[TabulatedTerm]] = []
    var room = 0
    for term in terms {
      if term.width <= room {
        groups[groups.count - 1].append(term)
        room -= term.width
      } else {
        groups.append([term])
        room = min(options.partialBits, options.tableLimit) - term.width
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

  // MARK: - Calibration rows

  /// bias + Σ terms in each calibration row.
  private func sums(of terms: some Sequence<TabulatedTerm>, bias: Double) -> [Double] {
    var sums = [Double](repeating: bias, count: rowCount)
    for term in terms {
      let (values, patterns) = (term.values, patterns[term.term.signal])
      for row in 0..<rowCount { sums[row] += values[Int(patterns[row])] }
    }
    return sums
  }

  /// The neuron's output code in each calibration row, as bits; `terms` are those of its parts, in order.
  private func patterns(
    of neuron: QuantizedNetwork.Neuron, terms: [TabulatedTerm]
  ) throws(FixedPointError) -> [UInt32] {
    var sums = [Int](repeating: 0, count: rowCount)
    var rest = terms[...]
    for part in neuron.parts {
      guard case .sum(let bias) = part.function else { continue }
      let reals = self.sums(of: rest.prefix(part.terms.count), bias: bias)
      rest = rest.dropFirst(part.terms.count)
      for row in 0..<rowCount { sums[row] += try part.quantizer.code(of: reals[row]) }
    }
    let format = neuron.output.format
    return sums.map { format.bitPattern(of: neuron.requantization?($0) ?? $0) }
  }
}
