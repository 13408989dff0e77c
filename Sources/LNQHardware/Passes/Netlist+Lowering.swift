import LNQFixedPoint
import LNQTables

extension Netlist {
  /// The circuit of a table network, without registers: latency 0.
  ///
  /// Only neurons that reach an output are there. A neuron of one table is a `lookup`; an assembled one is a `lookup` for
  /// each part, a `sum` and a `requantize`. With two or more classes an `argmax` of the outputs follows.
  /// - Throws: `NetlistError.sumTooWide` when a sum needs more than 32 bits.
  public init(lowering network: TableNetwork) throws(NetlistError) {
    let signals = network.signals
    var modules = [Module(name: "", origin: network.name)]
    var builder = NetlistBuilder(inputCount: network.inputs.count, tables: network.tables)
    // Signal numbers become wire numbers: inputs stay, neurons move behind `valid` and their helpers.
    var wires = Array(network.inputs.indices)
    let live = network.liveSignals
    let none = -1  // the wire of a neuron that reaches no output; nothing that is lowered reads it
    for layer in network.layers {
      modules.append(Module(name: layer.name, origin: layer.origin))
      let module = modules.count - 1
      let visible = wires
      for (index, neuron) in layer.neurons.enumerated() {
        guard live[wires.count] else {
          wires.append(none)
          continue
        }
        let place = Place.Neuron(layer: layer.name, index: index)
        let output = Wire(name: "n\(index)", format: neuron.output.format, place: .neuron(place))
        guard let requantization = neuron.requantization else {
          let lookup = neuron.lookups[0]
          let cell = Cell.lookup(table: lookup.table, inputs: lookup.inputs.map { visible[$0] })
          wires.append(builder.add(cell, output, module: module))
          continue
        }
        let parts = neuron.lookups.enumerated().map { part, lookup in
          builder.add(
            .lookup(table: lookup.table, inputs: lookup.inputs.map { visible[$0] }),
            Wire(
              name: "n\(index)_p\(part)", format: network.tables[lookup.table].output,
              place: .part(place, part, reads: lookup.inputs.map { signals[$0].name })),
            module: module)
        }
        var sum = parts[0]
        if parts.count > 1 {
          do {
            let format = try network.sumFormat(of: neuron)
            sum = builder.add(
              .sum(parts), Wire(name: "n\(index)_sum", format: format, place: .sum(place)), module: module)
          } catch {
            throw .sumTooWide(neuron: place.description, error)
          }
        }
        wires.append(builder.add(.requantize(sum, requantization), output, module: module))
      }
    }
    let outputs = network.outputs.map { wires[$0] }
    var classOutput: Int?
    if network.classNames.count >= 2 {
      let format = FixedPointFormat.unsigned(HardwareInterface.classWidth(of: network.classNames.count))
      classOutput = builder.add(
        .argmax(outputs), Wire(name: "class_index", format: format, place: .classIndex), module: 0)
    }
    // One class is no choice: there is no `class_o`.
    try self.init(
      name: network.name, encodings: network.encodings, inputs: network.inputs,
      outputSignals: network.outputs.map { signals[$0] },
      classNames: classOutput == nil ? [] : network.classNames, tables: network.tables, modules: modules,
      cells: builder.cells,
      outputs: outputs, classOutput: classOutput, validOutput: network.inputs.count, latency: 0)
  }
}
