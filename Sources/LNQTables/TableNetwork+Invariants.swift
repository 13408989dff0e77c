import LNQFixedPoint

extension TableNetwork {
  func checkInvariants() throws(TableError) {
    guard !inputs.isEmpty else { throw .network("a table network has at least one input") }
    try checkEncodings()
    guard !outputs.isEmpty else { throw .network("a table network has at least one output") }
    var formats = inputs.map(\.format)
    for layer in layers {
      // A layer's neurons stand side by side: none reads another one's output.
      let visible = formats.count
      for (index, neuron) in layer.neurons.enumerated() {
        do {
          try check(neuron, visible: formats[..<visible])
        } catch {
          throw .neuron(layer: layer.name, index: index, problem: error.description)
        }
        formats.append(neuron.output.format)
      }
    }
    for output in outputs where !formats.indices.contains(output) {
      throw .network("output signal \(output) does not exist; there are \(formats.count)")
    }
    guard classNames.isEmpty || classNames.count == outputs.count else {
      throw .network("\(classNames.count) class names for \(outputs.count) outputs")
    }
    if let first = outputs.first, let odd = outputs.first(where: { formats[$0] != formats[first] }) {
      throw .network(
        "outputs in the formats \(formats[first]) and \(formats[odd]): a class is chosen among codes of one format")
    }
  }

  private func checkEncodings() throws(TableError) {
    guard encodings.count == inputs.count else {
      throw .network("\(encodings.count) input encodings for \(inputs.count) inputs")
    }
    for (encoding, input) in zip(encodings, inputs) {
      guard encoding.scale.isFinite, encoding.offset.isFinite else {
        throw .network("the encoding of input \(input.name) is not finite: \(encoding.scale), \(encoding.offset)")
      }
      if let raw = encoding.standardization, !raw.mean.isFinite || !raw.deviation.isFinite || raw.deviation <= 0 {
        throw .network(
          "input \(input.name) is made of raw values with the mean \(raw.mean) and the deviation \(raw.deviation)")
      }
      guard (0..<inputs.count).contains(encoding.feature) else {
        throw .network("input \(input.name) is made of feature \(encoding.feature), and every feature has an input")
      }
    }
    let features = Set(encodings.map(\.feature))
    guard let last = features.max(), features.count == last + 1 else {
      throw .network("a feature below the last one has no input")
    }
  }

  private func check(_ neuron: Neuron, visible: ArraySlice<FixedPointFormat>) throws(TableError) {
    guard !neuron.lookups.isEmpty else { throw .network("it has no lookup") }
    for lookup in neuron.lookups {
      guard tables.indices.contains(lookup.table) else { throw .network("table \(lookup.table) does not exist") }
      var width = 0
      for input in lookup.inputs {
        guard visible.indices.contains(input) else {
          throw .network("input signal \(input) is not among the \(visible.count) that its layer can read")
        }
        width += visible[input].width
      }
      let table = tables[lookup.table]
      guard width == table.addressWidth else {
        throw .network("inputs of \(width) bits address table \(lookup.table), which takes \(table.addressWidth)")
      }
    }
    if let requantization = neuron.requantization {
      guard requantization.output == neuron.output.format else {
        throw .network("it requantizes to \(requantization.output) for an output of \(neuron.output.format)")
      }
      do {
        _ = try sumFormat(of: neuron)
      } catch {
        throw .network(error.description)
      }
    } else {
      guard neuron.lookups.count == 1 else { throw .network("several lookups need a requantization") }
      let format = tables[neuron.lookups[0].table].output
      guard format == neuron.output.format else {
        throw .network("a table of \(format) codes for an output of \(neuron.output.format)")
      }
    }
  }

  /// The narrowest format that holds every sum that the formats of a neuron's tables allow.
  ///
  /// - Throws: `FixedPointError.rangeTooWide` when that is more than 32 bits.
  public func sumFormat(of neuron: Neuron) throws(FixedPointError) -> FixedPointFormat {
    var (low, high) = (0, 0)
    for lookup in neuron.lookups {
      let format = tables[lookup.table].output
      low += format.minimumCode
      high += format.maximumCode
    }
    let shift = neuron.requantization?.shift ?? 0
    return try .holding(min(low, 0)...max(high, 0), fractionBits: neuron.output.format.fractionBits + shift)
  }
}

/// What can be wrong with tables and with networks of them.
public enum TableError: Error, Equatable, Sendable {
  /// A table whose parts do not fit each other.
  case tableShape(String)
  /// A network that breaks a rule of `TableNetwork`.
  case network(String)
  /// A neuron that does.
  case neuron(layer: String, index: Int, problem: String)
  /// Input codes that are not codes of the input's format, or too few or many of them.
  case inputCodes(String)
}

extension TableError: CustomStringConvertible {
  /// One sentence: where, and what.
  public var description: String {
    switch self {
    case .tableShape(let problem): "a truth table does not fit: \(problem)"
    case .network(let problem): problem
    case .neuron(let layer, let index, let problem): "neuron \(index) of \(layer): \(problem)"
    case .inputCodes(let problem): problem
    }
  }
}
