import LNQData
import LNQFixedPoint
import LNQTables

/// Turns blocks into layers one after the other, with the calibration rows' quantized values as they stand after each.
struct LayerBuilder {
  let options: QuantizationOptions
  let inputs: [Signal]
  /// The signals that the next block reads, with their numbers' offset, and each one's value in each calibration row.
  private var visible: [Signal]
  private var firstSignal = 0
  private var values: [[Double]]
  private var areInputs = true

  init(
    options: QuantizationOptions, calibration: LabelledRows, featureNames: [String]
  ) throws(QuantizationError) {
    self.options = options
    let rowCount = min(calibration.count, Calibration.rowLimit)
    var signals: [Signal] = []
    var columns: [[Double]] = []
    for (feature, name) in featureNames.enumerated() {
      let column = (0..<rowCount).map { row in
        Double(calibration.features[row * calibration.count / rowCount * calibration.featureCount + feature])
      }
      guard column.allSatisfy(\.isFinite) else { throw .notFinite("feature \(name) of a calibration row") }
      let quantizer = try Self.calibrated(column, options.inputBits, isSigned: true, bound: 0, at: "feature \(name)")
      signals.append(Signal(name: name, quantizer: quantizer))
      columns.append(try Self.quantized(column, by: quantizer, at: "feature \(name)"))
    }
    inputs = signals
    visible = signals
    values = columns
  }

  mutating func layer(
    of block: Block, name: String, origin: String, isLast: Bool, outputNames: [String]?
  ) throws(QuantizationError) -> QuantizedNetwork.Layer {
    var columns: [[Double]] = []
    var bounds: [Double] = []
    for (index, output) in block.outputs.enumerated() {
      let place = "\(name), neuron \(index)"
      let terms = terms(of: output, activations: block.activations)
      try check(terms, at: place)
      let range = range(of: terms, bias: output.bias)
      guard range.low.isFinite, range.high.isFinite else { throw .notFinite("a weight of \(place)") }
      bounds.append(max(abs(range.low), abs(range.high)))
      columns.append(try reals(of: block, output: index, at: place))
    }
    let width = isLast ? options.outputBits : options.activationBits
    var shared: Quantizer?
    if isLast {
      shared = try Self.calibrated(
        columns.flatMap(\.self), width, isSigned: !block.hasReLU, bound: bounds.max() ?? 0, at: "outputs of \(name)")
    }
    var neurons: [QuantizedNetwork.Neuron] = []
    var outputValues: [[Double]] = []
    for (index, output) in block.outputs.enumerated() {
      let place = "\(name), neuron \(index)"
      let quantizer: Quantizer
      if let shared {
        quantizer = shared
      } else {
        quantizer = try Self.calibrated(
          columns[index], width, isSigned: !block.hasReLU, bound: bounds[index], at: place)
      }
      let signal = Signal(name: outputNames?[index] ?? "\(name).\(index)", quantizer: quantizer)
      let neuron = try self.neuron(output, activations: block.activations, signal: signal, at: place)
      neurons.append(neuron)
      outputValues.append(try quantizedValues(of: neuron, at: place))
    }
    firstSignal += visible.count
    visible = neurons.map(\.output)
    values = outputValues
    areInputs = false
    return QuantizedNetwork.Layer(name: name, origin: origin, neurons: neurons)
  }

  // MARK: - Neurons

  private func terms(of output: Block.Output, activations: [[Elementwise]]) -> [PartialSum.Term] {
    output.inputs.map {
      PartialSum.Term(signal: firstSignal + $0.index, weight: $0.weight, activation: activations[$0.index])
    }
  }

  /// Refuses an input that no table can take, before anything is enumerated.
  private func check(_ terms: [PartialSum.Term], at place: String) throws(QuantizationError) {
    for term in terms {
      let input = visible[term.signal - firstSignal]
      guard input.format.width <= options.tableLimit else {
        throw .tableTooLarge(
          neuron: place, input: input.name, bits: input.format.width, limit: options.tableLimit, isInput: areInputs)
      }
    }
  }

  /// The smallest and the largest real sum that any codes give.
  ///
  /// Floating-point addition is monotonic, so the sums of each term's extremes bound every sum, rounding included.
  private func range(of terms: [PartialSum.Term], bias: Double) -> (low: Double, high: Double) {
    var (low, high) = (bias, bias)
    for term in terms {
      let signal = visible[term.signal - firstSignal]
      var (smallest, largest) = (Double.infinity, -Double.infinity)
      for code in signal.format.codes {
        let value = term(signal.quantizer.value(of: code))
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
    _ output: Block.Output, activations: [[Elementwise]], signal: Signal, at place: String
  ) throws(QuantizationError) -> QuantizedNetwork.Neuron {
    let terms = terms(of: output, activations: activations)
    let bits = output.inputs.reduce(0) { $0 + visible[$1.index].format.width }
    if bits <= options.tableLimit {
      let part = PartialSum(bias: output.bias, terms: terms, quantizer: signal.quantizer)
      return QuantizedNetwork.Neuron(parts: [part], requantization: nil, output: signal)
    }
    do throws(FixedPointError) {
      let shift = options.partFractionBits
      let scale = signal.quantizer.scale / Double(1 << shift)
      var bias = output.bias
      var parts: [PartialSum] = []
      for group in groups(of: terms) {
        let quantizer = try self.quantizer(
          ofPart: group, bias: bias, scale: scale, fractionBits: signal.format.fractionBits + shift)
        parts.append(PartialSum(bias: bias, terms: group, quantizer: quantizer))
        // The first part carries the bias.
        bias = 0
      }
      return QuantizedNetwork.Neuron(
        parts: parts, requantization: try Requantization(shift: shift, output: signal.format), output: signal)
    } catch {
      throw .tooWide(neuron: place, error)
    }
  }

  /// Neighbouring terms whose bits together stay within `partialBits`; a term with more bits is a group of its own.
  private func groups(of terms: [PartialSum.Term]) -> [[PartialSum.Term]] {
    var groups: [[PartialSum.Term]] = []
    var room = 0
    for term in terms {
      let width = visible[term.signal - firstSignal].format.width
      if width <= room {
        groups[groups.count - 1].append(term)
        room -= width
      } else {
        groups.append([term])
        room = min(options.partialBits, options.tableLimit) - width
      }
    }
    return groups
  }

  /// The narrowest quantizer of step `scale` that no value of the part saturates.
  private func quantizer(
    ofPart terms: [PartialSum.Term], bias: Double, scale: Double, fractionBits: Int
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

  /// The block's real output in each calibration row, after the ReLU.
  private func reals(of block: Block, output: Int, at place: String) throws(QuantizationError) -> [Double] {
    var sums = [Double](repeating: block.outputs[output].bias, count: values[0].count)
    for input in block.outputs[output].inputs {
      let term = PartialSum.Term(signal: 0, weight: input.weight, activation: block.activations[input.index])
      for (row, value) in values[input.index].enumerated() { sums[row] += term(value) }
    }
    guard sums.allSatisfy(\.isFinite) else { throw .notFinite("a weight of \(place)") }
    return block.hasReLU ? sums.map { max($0, 0) } : sums
  }

  private func quantizedValues(of neuron: QuantizedNetwork.Neuron, at place: String) throws(QuantizationError)
    -> [Double]
  {
    do {
      return try values[0].indices.map { row throws(FixedPointError) in
        var sum = 0
        for part in neuron.parts {
          sum += try part.quantizer.code(of: part.real(part.terms.map { values[$0.signal - firstSignal][row] }))
        }
        return neuron.output.quantizer.value(of: neuron.requantization?(sum) ?? sum)
      }
    } catch {
      throw .tooWide(neuron: place, error)
    }
  }

  private static func calibrated(
    _ values: [Double], _ width: Int, isSigned: Bool, bound: Double, at place: String
  ) throws(QuantizationError) -> Quantizer {
    do {
      return try Calibration.quantizer(for: values, width: width, isSigned: isSigned, bound: bound)
    } catch {
      throw .tooWide(neuron: place, error)
    }
  }

  private static func quantized(
    _ values: [Double], by quantizer: Quantizer, at place: String
  ) throws(QuantizationError) -> [Double] {
    do {
      return try values.map { value throws(FixedPointError) in quantizer.value(of: try quantizer.code(of: value)) }
    } catch {
      throw .tooWide(neuron: place, error)
    }
  }
}
