import LNQData
import LNQFixedPoint
import LNQTables

/// Turns blocks into layers one after the other, with the calibration rows' codes as they stand after each.
struct LayerBuilder {
  let options: QuantizationOptions
  /// What the layer has instead that is built now.
  private(set) var own = QuantizationOptions.LayerOptions()
  let inputs: [Signal]
  /// Whether the network has quantizers of its own.
  let hasQuantizers: Bool
  /// All signals so far, and each one's bit pattern in each calibration row.
  var signals: [Signal]
  var patterns: [[UInt32]]
  /// For each signal whether its bits are those of the network's own quantizers.
  var ownSignals: [Bool]
  /// For each signal of the division its number here: sums that are exact are signals of their own.
  var places: [Int]
  /// 0 when no format is left to be chosen.
  let rowCount: Int

  init(
    options: QuantizationOptions, calibration: LabelledRows, featureNames: [String], division: BlockDivision
  ) throws(QuantizationError) {
    self.options = options
    hasQuantizers = division.hasQuantizers
    let needsRows =
      options.layers != nil || division.inputs.contains { $0.quantizer == nil }
      || division.blocks.contains { if case .calibrated = $0.coding { true } else { false } }
    let rowCount = needsRows ? min(calibration.count, Calibration.rowLimit) : 0
    self.rowCount = rowCount
    var columns: [[Double]] = []
    var names: [String] = []
    for (index, input) in division.inputs.enumerated() {
      let encoding = input.encoding
      let feature = encoding.feature
      guard encoding.scale.isFinite, encoding.offset.isFinite else {
        throw .notFinite("what a BatchNorm1d does with feature \(featureNames[feature])")
      }
      let column = (0..<rowCount).map { row in
        encoding(
          Double(calibration.features[row * calibration.count / rowCount * calibration.featureCount + feature]))
      }
      guard column.allSatisfy(\.isFinite) else {
        throw .notFinite("feature \(featureNames[feature]) of a calibration row")
      }
      columns.append(column)
      // A feature may have several inputs, in different formats.
      let others = division.inputs[..<index].count { $0.encoding.feature == feature }
      names.append(featureNames[feature] + (others == 0 ? "" : " (\(others + 1))"))
    }
    // Calibration gives the inputs that have no quantizer one.
    let raw = division.inputs.indices.filter { division.inputs[$0].quantizer == nil }
    let calibrated = try Self.quantizers(
      of: raw.map { columns[$0] }, groups: raw.map { division.inputs[$0].group }, bounds: raw.map { _ in 0 },
      width: options.inputBits ?? QuantizationOptions.standardBits, isSigned: nil
    ) { "feature \(names[raw[$0]])" }
    var quantizers = division.inputs.map(\.quantizer)
    for (index, quantizer) in zip(raw, calibrated) { quantizers[index] = quantizer }
    inputs = zip(names, quantizers.compactMap(\.self)).map { Signal(name: $0, quantizer: $1) }
    signals = inputs
    places = Array(inputs.indices)
    ownSignals = division.inputs.map { $0.quantizer != nil }
    patterns = []
    for (column, signal) in zip(columns, inputs) {
      do {
        patterns.append(try signal.quantizer.bitPatterns(of: column))
      } catch {
        throw .tooWide(neuron: "feature \(signal.name)", error)
      }
    }
  }

  /// The layers that a block becomes, the last of which has its signals.
  mutating func layers(
    of block: Block, name: String, _ own: QuantizationOptions.LayerOptions, isLast: Bool, outputNames: [String]?
  ) throws(QuantizationError) -> [QuantizedNetwork.Layer] {
    var block = block
    for output in block.outputs.indices {
      for term in block.outputs[output].terms.indices {
        block.outputs[output].terms[term].signal = places[block.outputs[output].terms[term].signal]
      }
    }
    var layers: [QuantizedNetwork.Layer] = []
    if let exact = try exactSums(of: block, name: name) {
      let sums = try layer(
        of: exact.block, name: name + "_sums", QuantizationOptions.LayerOptions(), isLast: false, outputNames: nil)
      layers.append(sums)
      let first = signals.count - exact.block.outputs.count
      block.outputs = exact.biases.enumerated().map { index, bias in
        Block.Output(bias: bias, terms: [NeuronPart.Term(signal: first + index, weight: 1, activation: [])])
      }
      block.isSparse = true
    }
    layers.append(try layer(of: block, name: name, own, isLast: isLast, outputNames: outputNames))
    places += signals.count - block.neuronCount..<signals.count
    return layers
  }

  private mutating func layer(
    of block: Block, name: String, _ own: QuantizationOptions.LayerOptions, isLast: Bool, outputNames: [String]?
  ) throws(QuantizationError) -> QuantizedNetwork.Layer {
    self.own = own
    let functions = try tabulated(block, name: name)
    let quantizers = try self.quantizers(of: block, functions, name: name, isLast: isLast)
    var neurons: [QuantizedNetwork.Neuron] = []
    var outputPatterns: [[UInt32]] = []
    for (index, outputs) in block.neurons.enumerated() {
      let place = "\(name), neuron \(index)"
      let signalName = outputNames?[index] ?? "\(name).\(index)"
      let neuron: QuantizedNetwork.Neuron
      let parts = functions[outputs]
      if case .added(let quantizer, _, let saturates) = block.coding {
        do {
          neuron = try Self.sum(of: parts, quantizer, saturates: saturates, name: signalName)
        } catch {
          throw .tooWide(neuron: place, error)
        }
      } else {
        neuron = try self.neuron(
          functions[index], in: block, isLast: isLast, signal: Signal(name: signalName, quantizer: quantizers[index]),
          at: place, excessBits: Self.excessBits(of: functions, quantizers))
      }
      do {
        outputPatterns.append(try self.patterns(of: neuron, terms: parts.flatMap(\.terms)))
        neurons.append(neuron)
      } catch {
        throw .tooWide(neuron: place, error)
      }
    }
    signals += neurons.map(\.output)
    ownSignals += neurons.map { _ in if case .calibrated = block.coding { false } else { true } }
    patterns += outputPatterns
    let isExactSums = if case .exact = block.coding { true } else { false }
    return QuantizedNetwork.Layer(name: name, origin: block.origin, neurons: neurons, isExactSums: isExactSums)
  }

  // MARK: - Quantizers

  /// For each neuron the quantizer of its value: the network's own, or chosen from what the functions are in the calibration
  /// rows.
  private func quantizers(
    of block: Block, _ functions: [TabulatedFunction], name: String, isLast: Bool
  ) throws(QuantizationError) -> [Quantizer] {
    let isRectified: Bool
    switch block.coding {
    case .calibrated(let isRectifiedHere): isRectified = isRectifiedHere
    case .own(let quantizers), .exact(let quantizers): return quantizers
    case .added: return []
    }
    let columns = functions.map { function in
      let values = values(of: function)
      return isRectified ? values.map { max($0, 0) } : values
    }
    let standard =
      isLast && hasQuantizers ? QuantizationOptions.standardQuantizedOutputBits : QuantizationOptions.standardBits
    // Classes are compared with each other: all outputs are one group.
    return try Self.quantizers(
      of: columns, groups: isLast ? columns.map { _ in 0 } : block.groups, bounds: functions.map(\.bound),
      width: own.codeBits ?? (isLast ? options.outputBits : options.activationBits) ?? standard, isSigned: !isRectified
    ) { "\(name), neuron \($0)" }
  }

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

  // MARK: - Calibration rows

  /// A sum's value in each calibration row.
  private func sums(of terms: some Sequence<TabulatedTerm>, bias: Double) -> [Double] {
    var sums = [Double](repeating: bias, count: rowCount)
    for term in terms {
      let (values, patterns) = (term.values, patterns[term.term.signal])
      for row in 0..<rowCount { sums[row] += values[Int(patterns[row])] }
    }
    return sums
  }

  /// A function's value in each calibration row.
  private func values(of function: TabulatedFunction) -> [Double] {
    values(of: function.function, function.activation, function.terms[...])
  }

  private func values(
    of function: NeuronPart.Function, _ activation: [Elementwise], _ terms: ArraySlice<TabulatedTerm>
  ) -> [Double] {
    let values: [Double]
    if case .sum(let bias) = function {
      values = sums(of: terms, bias: bias)
    } else {
      values = (0..<rowCount).map { row in
        function(terms.map { $0.values[Int(patterns[$0.term.signal][row])] })
      }
    }
    return activation.isEmpty ? values : values.map { activation.reduce($0) { $1($0) } }
  }

  /// By how much the codes of an assembled neuron are above its real sum, the mean over the calibration rows, saturation left out: what
  /// the parts are rounded by, and half of their last bit where the sum of them is rounded (half up). 0 without rows.
  func meanError(
    of neuron: QuantizedNetwork.Neuron, _ function: TabulatedFunction, bias: Double
  ) throws(FixedPointError) -> Double {
    guard rowCount > 0, let scale = neuron.parts.first?.quantizer.scale else { return 0 }
    var errors = sums(of: function.terms, bias: bias).map { -$0 }
    var rest = function.terms[...]
    for part in neuron.parts {
      let values = values(of: part.function, part.activation, rest.prefix(part.terms.count))
      rest = rest.dropFirst(part.terms.count)
      for row in 0..<rowCount { errors[row] += Double(try part.quantizer.code(of: values[row])) * scale }
    }
    let rounding = neuron.requantization?.shift == 0 ? 0 : scale / 2
    return errors.reduce(0, +) / Double(rowCount) + rounding
  }

  /// The neuron's output code in each calibration row, as bits; `terms` are those of its parts, in order.
  private func patterns(
    of neuron: QuantizedNetwork.Neuron, terms: [TabulatedTerm]
  ) throws(FixedPointError) -> [UInt32] {
    var sums = [Int](repeating: 0, count: rowCount)
    var rest = terms[...]
    for part in neuron.parts {
      let values = self.values(of: part.function, part.activation, rest.prefix(part.terms.count))
      rest = rest.dropFirst(part.terms.count)
      for row in 0..<rowCount { sums[row] += try part.quantizer.code(of: values[row]) }
    }
    let format = neuron.output.format
    return sums.map { format.bitPattern(of: neuron.requantization?($0) ?? $0) }
  }
}
