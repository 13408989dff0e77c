import Dispatch
import LNQFixedPoint
import LNQTables

extension TableNetwork {
  /// Evaluates every part of every neuron for every combination of its inputs' codes: the same integers as `network`, as
  /// tables, without the inputs on which a table does not depend.
  ///
  /// The parts are divided among the processors; the tables and their order do not depend on how many there are.
  /// - Throws: `QuantizationError.tables` if the result breaks a rule of `TableNetwork`, `.tooWide` if a real number is NaN.
  public init(tabulating network: QuantizedNetwork) throws(QuantizationError) {
    let parts = network.layers.flatMap { $0.neurons.flatMap(\.parts) }
    var results = Self.tabulate(parts, signals: network.signals)[...]
    var pool = TablePool()
    var layers: [TableLayer] = []
    for layer in network.layers {
      var neurons: [Neuron] = []
      for (index, neuron) in layer.neurons.enumerated() {
        var lookups: [Lookup] = []
        for _ in neuron.parts {
          switch results.removeFirst() {
          case .success(let (table, inputs)): lookups.append(Lookup(table: pool.index(of: table), inputs: inputs))
          case .failure(let error): throw .tooWide(neuron: "\(layer.name), neuron \(index)", error)
          }
        }
        neurons.append(Neuron(lookups: lookups, requantization: neuron.requantization, output: neuron.output))
      }
      layers.append(TableLayer(name: layer.name, origin: layer.origin, neurons: neurons))
    }
    do {
      try self.init(
        name: network.name, encodings: network.encodings, inputs: network.inputs, tables: pool.tables, layers: layers,
        outputs: network.outputs,
        classNames: network.classNames)
    } catch {
      throw .tables(error)
    }
  }

  private typealias Tabulated = Result<(table: TruthTable, inputs: [Int]), FixedPointError>

  private static func tabulate(_ parts: [NeuronPart], signals: [Signal]) -> [Tabulated] {
    [Tabulated](unsafeUninitializedCapacity: parts.count) { results, initialized in
      // Each part has a place of its own.
      nonisolated(unsafe) let places = results
      DispatchQueue.concurrentPerform(iterations: parts.count) { index in
        places.initializeElement(at: index, to: tabulated(parts[index], signals: signals))
      }
      initialized = parts.count
    }
  }

  private static func tabulated(_ part: NeuronPart, signals: [Signal]) -> Tabulated {
    Tabulated { () throws(FixedPointError) in
      let table = try TruthTable(tabulating: part, signals: signals)
      let inputs = part.terms.map(\.signal)
      return table.removingUnusedInputs(inputs, widths: inputs.map { signals[$0].format.width })
    }
  }
}
