import LNQFixedPoint

extension TableNetwork {
  /// The same network with an encoder in front: its inputs are the raw values of features in fixed point.
  ///
  /// The encoder is a layer of tables, one for each input that is read: from the code of the raw value to the input's code, row by
  /// row through the float path (`InputEncoder.code(ofRaw:_:)`), so that equality holds for every raw code by construction. Such a
  /// table is a staircase, whose steps are the exact thresholds of the codes; the steps that no code of the input has do not
  /// exist. Inputs whose codes are equal share a neuron. A single bit of one input, such as those of a thermometer, is made of
  /// the raw value itself.
  /// - Parameters:
  ///   - formats: one for each feature.
  ///   - encoderName: the name of the layer.
  /// - Precondition: as many formats as features; all encodings have a standardisation.
  /// - Throws: `TableError.tableShape` for a format of more than 20 bits.
  public func takingRawValues(_ formats: [FixedPointFormat], encoderName: String) throws(TableError) -> TableNetwork {
    let encoder = inputEncoder
    precondition(
      formats.count == encoder.featureCount && takesRawValues, "formats and means of all features are needed")
    if let wide = formats.first(where: { !TruthTable.addressWidths.contains($0.width) }) {
      throw .tableShape("raw values of \(wide.width) bits; a table has 0 to 20 address bits")
    }
    /// A table over the raw code of an input's feature, made of that input's code.
    func table(of input: Int, _ output: FixedPointFormat, _ result: (Int) -> Int) -> TruthTable {
      let format = formats[encodings[input].feature]
      return TruthTable(addressWidth: format.width, output: output) { (row: Int) -> Int in
        let raw = Double(format.code(ofBitPattern: UInt32(row))) * format.scale
        guard let code = try? encoder.code(ofRaw: raw, input) else { preconditionFailure("a finite number has a code") }
        return result(code)
      }
    }
    let bits = layers.map { layer in layer.neurons.map { bit(of: $0) } }
    var pool = TablePool()
    var (places, read) = ([Int: Int](), [Neuron]())
    // Which neuron of the encoder an input becomes.
    var shared: [Lookup: Int] = [:]
    for input in inputsRead(besides: bits) {
      let lookup = Lookup(
        table: pool.index(of: table(of: input, inputs[input].format) { $0 }), inputs: [encodings[input].feature])
      if let place = shared[lookup] {
        places[input] = place
        continue
      }
      (shared[lookup], places[input]) = (read.count, read.count)
      read.append(Neuron(lookups: [lookup], requantization: nil, output: inputs[input]))
    }
    let firstNeuron = formats.count + read.count
    func renumbered(_ signal: Int) -> Int {
      signal >= inputs.count ? signal - inputs.count + firstNeuron : formats.count + (places[signal] ?? 0)
    }
    let layers = zip(self.layers, bits).map { layer, bits in
      TableLayer(
        name: layer.name, origin: layer.origin,
        neurons: zip(layer.neurons, bits).map { neuron, bit in
          let lookups = neuron.lookups.map { lookup in
            guard let bit else {
              return Lookup(table: pool.index(of: tables[lookup.table]), inputs: lookup.inputs.map(renumbered))
            }
            let (old, format) = (tables[lookup.table], inputs[bit].format)
            return Lookup(
              table: pool.index(of: table(of: bit, old.output) { old[Int(format.bitPattern(of: $0))] }),
              inputs: [encodings[bit].feature])
          }
          return Neuron(lookups: lookups, requantization: neuron.requantization, output: neuron.output)
        })
    }
    let name = layers.contains { $0.name == encoderName } ? encoderName + "_of_raw_values" : encoderName
    let first = TableLayer(name: name, origin: "raw values to input codes", neurons: read)
    return try TableNetwork(
      name: self.name,
      encodings: formats.indices.map { FeatureEncoding(feature: $0, standardization: FeatureStandardization.none) },
      inputs: formats.enumerated().map { feature, format in
        let name = encodings.firstIndex { $0.feature == feature }.map { inputs[$0].name }
        return Signal(name: name ?? "feature \(feature)", quantizer: Quantizer(format))
      }, tables: pool.tables, layers: (read.isEmpty ? [] : [first]) + layers, outputs: outputs.map(renumbered),
      classNames: classNames)
  }

  /// The input of which alone a neuron of one bit is a table; nil for other neurons.
  private func bit(of neuron: Neuron) -> Int? {
    guard neuron.output.format.width == 1, neuron.requantization == nil, neuron.lookups.count == 1,
      neuron.lookups[0].inputs.count == 1, neuron.lookups[0].inputs[0] < inputs.count
    else { return nil }
    return neuron.lookups[0].inputs[0]
  }

  /// The inputs that outputs and neurons read, but for those that are made of raw values themselves; in ascending order.
  private func inputsRead(besides bits: [[Int?]]) -> [Int] {
    var read = Set(outputs)
    for (layer, bits) in zip(layers, bits) {
      for (neuron, bit) in zip(layer.neurons, bits) where bit == nil {
        read.formUnion(neuron.lookups.flatMap(\.inputs))
      }
    }
    return read.filter { $0 < inputs.count }.sorted()
  }
}
