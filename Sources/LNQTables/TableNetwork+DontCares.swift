import Dispatch

extension TableNetwork {
  /// What became of rows that are hardly ever reached.
  public struct DontCares: Sendable {
    /// The network with the simplified tables: the reference from now on.
    public let network: TableNetwork
    /// How many rows of all lookups may be anything.
    public let dontCareRows: Int
    /// How many rows all lookups have.
    public let rows: Int
  }

  /// Simplifies the tables where only rows change that at most `limit` of some samples reach.
  ///
  /// How often a row is reached is counted in this network, for each lookup by itself. With a limit of 0 every signal of each
  /// of the samples keeps its code; other samples may see other rows. With higher limits the samples themselves may.
  /// - Parameters:
  ///   - inputCodes: the samples, row-major, one row of codes each.
  ///   - fill: chooses the patterns of a table's rows; where it gives none, equal halves are made.
  /// - Throws: `TableError.inputCodes` when a row is incomplete or a code is outside its input's format.
  public func simplified(
    byRowsReachedAtMost limit: Int, inputCodes: [Int], fill: CaredRows.Fill = { _ in nil }
  ) throws(TableError) -> DontCares {
    let counts = try TableEvaluator(self).rowCounts(for: inputCodes)
    let widths = signals.map(\.format.width)
    let lookups = neurons.flatMap(\.neuron.lookups)
    var rowCount = 0
    let starts = lookups.map { lookup in
      defer { rowCount += tables[lookup.table].rowCount }
      return rowCount
    }
    typealias Simplified = (table: TruthTable, inputs: [Int], dontCares: Int)
    let results = [Simplified](unsafeUninitializedCapacity: lookups.count) { results, initialized in
      // Each lookup has a place of its own.
      nonisolated(unsafe) let places = results
      DispatchQueue.concurrentPerform(iterations: lookups.count) { index in
        let (lookup, table) = (lookups[index], tables[lookups[index].table])
        places.initializeElement(
          at: index,
          to: table.simplified(
            counts: counts[starts[index]..<starts[index] + table.rowCount], limit: limit, inputs: lookup.inputs,
            widths: lookup.inputs.map { widths[$0] }, fill: fill))
      }
      initialized = lookups.count
    }
    var pool = TablePool()
    var rest = results[...]
    let layers = self.layers.map { layer in
      TableLayer(
        name: layer.name, origin: layer.origin,
        neurons: layer.neurons.map { neuron in
          let lookups = rest.prefix(neuron.lookups.count).map {
            Lookup(table: pool.index(of: $0.table), inputs: $0.inputs)
          }
          rest = rest.dropFirst(neuron.lookups.count)
          return Neuron(lookups: lookups, requantization: neuron.requantization, output: neuron.output)
        })
    }
    let network = try TableNetwork(
      name: name, encodings: encodings, inputs: inputs, tables: pool.tables, layers: layers, outputs: outputs,
      classNames: classNames)
    return DontCares(network: network, dontCareRows: results.reduce(0) { $0 + $1.dontCares }, rows: rowCount)
  }
}
