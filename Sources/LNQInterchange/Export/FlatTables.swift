import LNQTables

/// A table network as arrays of numbers, for programs that are loops over arrays.
///
/// Input i is clamp(round((feature · inputScale + inputOffset) / inputStep)), a neuron the sum of rows[row of the lookup + address], the
/// address being Σ (signal & mask) << shift over the lookup's places; then ⌊sum / 2^shift + 1/2⌋, clamped.
struct FlatTables {
  /// For each input its feature, and what happens to it.
  var inputFeatures: [Int] = []
  var inputScales: [Double] = []
  var inputOffsets: [Double] = []
  /// The real value of code 1.
  var inputSteps: [Double] = []
  var inputLows: [Int] = []
  var inputHighs: [Int] = []
  /// The codes of all tables, one table after the other.
  var rows: [Int] = []
  /// For each neuron where its lookups begin, and one more for the end.
  var neuronLookups: [Int] = [0]
  var neuronShifts: [Int] = []
  var neuronLows: [Int] = []
  var neuronHighs: [Int] = []
  /// For each lookup where its table's rows begin.
  var lookupRows: [Int] = []
  /// For each lookup where its places begin, and one more for the end.
  var lookupPlaces: [Int] = [0]
  /// For each place of an address the signal, and which of its bits go where.
  var placeSignals: [Int] = []
  var placeMasks: [Int] = []
  var placeShifts: [Int] = []
  /// The signals that are the outputs, and the real value of their code 1.
  let outputSignals: [Int]
  var outputSteps: [Double] = []

  init(_ network: TableNetwork) {
    outputSignals = network.outputs
    let signals = network.signals
    outputSteps = network.outputs.map { signals[$0].quantizer.scale }
    for (encoding, input) in zip(network.encodings, network.inputs) {
      inputFeatures.append(encoding.feature)
      inputScales.append(encoding.scale)
      inputOffsets.append(encoding.offset)
      inputSteps.append(input.quantizer.scale)
      inputLows.append(input.format.minimumCode)
      inputHighs.append(input.format.maximumCode)
    }
    var starts: [Int] = []
    for table in network.tables {
      starts.append(rows.count)
      rows += (0..<table.rowCount).map { table[$0] }
    }
    for (_, neuron) in network.neurons {
      for lookup in neuron.lookups {
        lookupRows.append(starts[lookup.table])
        var shift = 0
        for signal in lookup.inputs {
          let width = signals[signal].format.width
          placeSignals.append(signal)
          placeMasks.append(1 << width - 1)
          placeShifts.append(shift)
          shift += width
        }
        lookupPlaces.append(placeSignals.count)
      }
      neuronLookups.append(lookupRows.count)
      neuronShifts.append(neuron.requantization?.shift ?? 0)
      neuronLows.append(neuron.output.format.minimumCode)
      neuronHighs.append(neuron.output.format.maximumCode)
    }
  }
}
