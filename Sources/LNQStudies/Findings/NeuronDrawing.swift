import LNQHardware
import LNQReport
import LNQTables
import LNQText

/// The tables of a neuron as heat maps.
package enum NeuronDrawing {
  /// The most rows of a table that a picture shows.
  private static let rowLimit = 1 << 14
  /// The most tables in one picture.
  private static let panelLimit = 32

  /// The picture of a neuron, named `layer1.3`, or as its signal is.
  ///
  /// - Throws: `CommandError.usage` for a name that no neuron has, `.input` for tables with too many rows.
  package static func heatMap(_ name: String, of network: TableNetwork) throws(CommandError) -> HeatMapDrawing {
    let neuron = try neuron(name, of: network)
    let lookups = neuron.lookups.prefix(panelLimit)
    let formats = lookups.map { network.tables[$0.table].output }
    let low = formats.map(\.minimumCode).min() ?? 0
    let high = formats.map(\.maximumCode).max() ?? 0
    let signals = network.signals
    var panels: [HeatMapDrawing.Panel] = []
    for (index, lookup) in lookups.enumerated() {
      let table = network.tables[lookup.table]
      guard table.rowCount <= rowLimit else {
        throw .input(
          "\(name) has a table of \(NumberText.count(table.rowCount)) rows, but a picture shows up to \(NumberText.count(rowLimit)): "
            + "quantize with fewer bits, or train with a smaller fan-in")
      }
      let part = neuron.lookups.count == 1 ? "" : "part \(index + 1) of \(neuron.lookups.count), "
      panels.append(
        panel(
          table, lookup.inputs.map { signals[$0] }, title: "\(part)\(NumberText.counted(table.rowCount, "row", "rows"))"
        ))
    }
    let scale = neuron.output.quantizer.scale
    let single = neuron.lookups.count == 1
    // Codes of parts have more fraction bits than the output's.
    return HeatMapDrawing(
      title: "\(VisibleText.escaped(network.name)): \(VisibleText.escaped(neuron.output.name))", range: low...high,
      panels: panels
    ) { code in single ? "code \(code) (\(text(Double(code) * scale)))" : "code \(code)" }
  }

  private static func text(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

  private static func neuron(_ name: String, of network: TableNetwork) throws(CommandError) -> Neuron {
    for layer in network.layers {
      for (index, neuron) in layer.neurons.enumerated()
      where name == "\(layer.name).\(index)" || name == neuron.output.name {
        return neuron
      }
    }
    let layers = network.layers.map { layer in "\(layer.name).0 to \(layer.name).\(layer.neurons.count - 1)" }
    throw .usage("--neuron \(name): there is no such neuron; there are \(layers.joined(separator: ", "))")
  }

  /// The first inputs run across, the others down.
  private static func panel(_ table: TruthTable, _ inputs: [Signal], title: String) -> HeatMapDrawing.Panel {
    var (columnBits, split) = (0, 0)
    while split < inputs.count,
      split == 0 || columnBits + inputs[split].format.width <= (table.addressWidth + 1) / 2
    {
      columnBits += inputs[split].format.width
      split += 1
    }
    let (across, down) = (Array(inputs[..<split]), Array(inputs[split...]))
    let (columns, rows) = (labels(across), labels(down))
    var codes: [Int] = []
    for row in rows { for column in columns { codes.append(table[row.address << columnBits | column.address]) } }
    return HeatMapDrawing.Panel(
      title: title, columnTitle: names(across), rowTitle: down.isEmpty ? "" : names(down), columns: columns.map(\.text),
      rows: rows.map(\.text), codes: codes)
  }

  private static func names(_ signals: [Signal]) -> String {
    signals.map { VisibleText.escaped($0.name) }.joined(separator: ", ")
  }

  /// All combinations of codes, in ascending order of the codes, the last input slowest.
  private static func labels(_ signals: [Signal]) -> [(address: Int, text: String)] {
    var (labels, shift) = ([(address: 0, text: "")], 0)
    for signal in signals {
      let format = signal.format
      labels = format.codes.flatMap { code in
        labels.map { label in
          (
            label.address | Int(format.bitPattern(of: code)) << shift,
            label.text.isEmpty ? "\(code)" : "\(label.text),\(code)"
          )
        }
      }
      shift += format.width
    }
    return labels
  }
}
