import LNQFixedPoint
import LNQTables

extension TableNetwork {
  /// Evaluates every partial sum for every combination of its inputs' codes: the same integers as `network`, as tables.
  ///
  /// - Throws: `QuantizationError.tables` if the result breaks a rule of `TableNetwork`, `.tooWide` if a real number is NaN.
  public init(tabulating network: QuantizedNetwork) throws(QuantizationError) {
    var pool = TablePool()
    var signals = network.inputs
    var layers: [TableLayer] = []
    for layer in network.layers {
      var neurons: [Neuron] = []
      for (index, neuron) in layer.neurons.enumerated() {
        var lookups: [Lookup] = []
        for part in neuron.parts {
          do {
            let table = try TruthTable(tabulating: part, signals: signals)
            lookups.append(Lookup(table: pool.index(of: table), inputs: part.terms.map(\.signal)))
          } catch {
            throw .tooWide(neuron: "\(layer.name), neuron \(index)", error)
          }
        }
        neurons.append(Neuron(lookups: lookups, requantization: neuron.requantization, output: neuron.output))
      }
      signals += neurons.map(\.output)
      layers.append(TableLayer(name: layer.name, origin: layer.origin, neurons: neurons))
    }
    do {
      try self.init(
        name: network.name, inputs: network.inputs, tables: pool.tables, layers: layers, outputs: network.outputs,
        classNames: network.classNames)
    } catch {
      throw .tables(error)
    }
  }
}

extension TruthTable {
  /// All rows of a partial sum of some of `signals`.
  init(tabulating part: PartialSum, signals: [Signal]) throws(FixedPointError) {
    // Each term's value depends on its own bits of the address alone, so it is computed once for each code, not each row.
    let formats = part.terms.map { signals[$0.signal].format }
    let values = part.terms.map { $0.values(of: signals[$0.signal]) }
    try self.init(addressWidth: formats.reduce(0) { $0 + $1.width }, output: part.quantizer.format) {
      row throws(FixedPointError) in
      var (sum, address) = (part.bias, row)
      for (term, format) in formats.enumerated() {
        sum += values[term][address & Int(format.mask)]
        address >>= format.width
      }
      return try part.quantizer.code(of: sum)
    }
  }
}
