import LNQFixedPoint
import LNQHardware
import LNQRandom
import LNQTables

/// Small random netlists of all kinds of cells for tests of passes; equal seeds give equal netlists.
///
/// They have no registers, cells that reach no output, constants, outputs that are inputs, and cells of all kinds in the top.
public struct NetlistGenerator {
  private typealias Cell = Netlist.Cell

  private var random: SplitMix64
  private var inputs: [Signal] = []
  private var tables: [TruthTable] = []
  private var cells: [Netlist.Instance] = []

  /// A generator whose netlists depend on `seed` alone.
  public init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// A netlist of 1...5 inputs and 4...16 cells in 1...3 layers and the top, of latency 0.
  public mutating func netlist() throws -> Netlist {
    (tables, cells) = ([], [])
    inputs = try (0..<Int.random(in: 1...5, using: &random)).map {
      Signal(name: "feature \($0)", quantizer: Quantizer(try format()))
    }
    let layers = Int.random(in: 1...3, using: &random)
    let modules =
      [Netlist.Module(name: "", origin: "random cells")]
      + (1...layers).map { Netlist.Module(name: "layer\($0)", origin: "random cells") }
    // Layer after layer, then the top, each with one cell of each kind or several.
    for module in Array(1...layers) + [0] {
      for kind in (0..<4).shuffled(using: &random) where Int.random(in: 0..<4, using: &random) > 0 {
        for _ in 0..<Int.random(in: 1...2, using: &random) { try add(kind, to: module) }
      }
    }
    try add(3, to: 0)  // so that there is a class
    let wires = Array(0..<inputs.count) + cells.indices.map { inputs.count + 1 + $0 }
    let outputs = (0..<Int.random(in: 1...4, using: &random)).map { _ in wires.randomElement(using: &random) ?? 0 }
    let choices = cells.last?.cell.inputs.count ?? 0
    return try Netlist(
      name: "random-cells", inputs: inputs,
      outputSignals: outputs.enumerated().map { Signal(name: "output \($0)", quantizer: Quantizer(format(of: $1))) },
      classNames: (0..<choices).map { "class \($0)" }, tables: tables, modules: modules, cells: cells,
      outputs: outputs, classOutput: inputs.count + cells.count, validOutput: inputs.count, latency: 0)
  }

  /// `count` rows of random codes, then all minimum, all maximum.
  public mutating func samples(for netlist: Netlist, count: Int) -> [[Int]] {
    var rows: [[Int]] = []
    for _ in 0..<count { rows.append(netlist.inputs.map { Int.random(in: $0.format.codes, using: &random) }) }
    return rows + [netlist.inputs.map(\.format.minimumCode), netlist.inputs.map(\.format.maximumCode)]
  }

  private mutating func add(_ kind: Int, to module: Int) throws {
    let (cell, format) =
      switch kind {
      case 0: try lookup()
      case 1: try sum()
      case 2: try requantize()
      default: try argmax()
      }
    let place = Netlist.Place.neuron(.init(layer: module == 0 ? "top" : "layer\(module)", index: cells.count))
    cells.append(.init(cell: cell, wire: .init(name: "c\(cells.count)", format: format, place: place), module: module))
  }

  private mutating func lookup() throws -> (Cell, FixedPointFormat) {
    var (read, width): ([Int], Int) = ([], 0)
    for wire in wires.shuffled(using: &random).prefix(3) where width + format(of: wire).width <= 8 {
      read.append(wire)
      width += format(of: wire).width
    }
    // Now and then it reads nothing: a constant.
    if Int.random(in: 0..<8, using: &random) == 0 { (read, width) = ([], 0) }
    let output = try format()
    tables.append(TruthTable(addressWidth: width, output: output) { _ in Int.random(in: output.codes, using: &random) })
    return (.lookup(table: tables.count - 1, inputs: read), output)
  }

  private mutating func sum() throws -> (Cell, FixedPointFormat) {
    let narrow = wires.filter { format(of: $0).width <= 12 }
    let read = (0..<Int.random(in: 2...4, using: &random)).map { _ in narrow.randomElement(using: &random) ?? 0 }
    let formats = read.map(format(of:))
    let range =
      min(0, formats.reduce(0) { $0 + $1.minimumCode })...max(0, formats.reduce(0) { $0 + $1.maximumCode })
    return (.sum(read), try .holding(range, fractionBits: 0))
  }

  private mutating func requantize() throws -> (Cell, FixedPointFormat) {
    let output = try format()
    let requantization = try Requantization(shift: Int.random(in: 0...6, using: &random), output: output)
    return (.requantize(wires.randomElement(using: &random) ?? 0, requantization), output)
  }

  private mutating func argmax() throws -> (Cell, FixedPointFormat) {
    let first = format(of: wires.randomElement(using: &random) ?? 0)
    let equal = wires.filter { format(of: $0) == first }
    let read = (0..<Int.random(in: 2...5, using: &random)).map { _ in equal.randomElement(using: &random) ?? 0 }
    return (.argmax(read), try .holding(0...read.count - 1, fractionBits: 0))
  }

  /// The wires that the next cell may read, without `valid`.
  private var wires: [Int] { Array(inputs.indices) + cells.indices.map { inputs.count + 1 + $0 } }

  private func format(of wire: Int) -> FixedPointFormat {
    wire < inputs.count ? inputs[wire].format : cells[wire - inputs.count - 1].wire.format
  }

  private mutating func format() throws -> FixedPointFormat {
    try FixedPointFormat(
      width: Int.random(in: 1...5, using: &random), fractionBits: 0, isSigned: Bool.random(using: &random))
  }
}
