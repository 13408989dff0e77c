import LNQFixedPoint
import LNQTables

/// The cells of a netlist while it is made: it numbers their wires. Lowering and every pass build with it.
struct NetlistBuilder {
  private let firstCellWire: Int
  /// What was added, in order.
  private(set) var cells: [Netlist.Instance] = []
  /// The tables that cells can look up.
  private(set) var tables: [TruthTable]
  private var places: [TruthTable: Int]

  /// No cells yet.
  init(inputCount: Int, tables: [TruthTable]) {
    firstCellWire = inputCount + 1
    self.tables = tables
    places = Dictionary(zip(tables, tables.indices)) { first, _ in first }
  }

  /// The number of a table, if it is there.
  func place(of table: TruthTable) -> Int? { places[table] }

  /// The number of a table, which is added if it is not there.
  mutating func table(_ table: TruthTable) -> Int {
    if let place = place(of: table) { return place }
    tables.append(table)
    places[table] = tables.count - 1
    return tables.count - 1
  }

  /// The format of a new wire.
  ///
  /// - Parameter netlist: what is rebuilt; its inputs are those of the new one.
  func format(ofWire wire: Int, in netlist: Netlist) -> FixedPointFormat {
    wire < firstCellWire ? netlist.format(ofWire: wire) : cells[wire - firstCellWire].wire.format
  }

  /// Adds a cell and gives the number of its wire.
  mutating func add(_ instance: Netlist.Instance) -> Int {
    cells.append(instance)
    return firstCellWire + cells.count - 1
  }

  /// Adds a cell and gives the number of its wire.
  mutating func add(_ cell: Netlist.Cell, _ wire: Netlist.Wire, module: Int) -> Int {
    add(Netlist.Instance(cell: cell, wire: wire, module: module))
  }
}

extension Netlist {
  /// The same netlist, rebuilt cell by cell.
  ///
  /// - Parameter rewrite: gets the number of a wire, the cell that drives it, already on new wires, and the new cells, to which
  ///   it adds what it likes. It gives the new wire that takes the place of the old one; nil when nothing that stays reads it.
  /// - Throws: `NetlistError` when a cell or a port reads a wire that was left out, or the new cells break a rule.
  func rewriting(_ rewrite: (Int, Instance, inout NetlistBuilder) -> Int?) throws(NetlistError) -> Netlist {
    var builder = NetlistBuilder(inputCount: inputs.count, tables: tables)
    let none = -1  // no wire has this number, so a reader breaks the rules
    var wires = Array(0..<firstCellWire)
    for (index, instance) in cells.enumerated() {
      let moved = Instance(
        cell: instance.cell.mappingInputs { wires[$0] }, wire: instance.wire, module: instance.module)
      wires.append(rewrite(firstCellWire + index, moved, &builder) ?? none)
    }
    return try replacing(cells: builder.cells, tables: builder.tables, ports: ports.map { wires[$0] }, latency: latency)
  }
}
