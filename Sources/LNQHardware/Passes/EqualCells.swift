import LNQFixedPoint
import LNQTables

extension Netlist {
  /// The same function with one cell for all that give the same code of the same wires; a lookup whose bits are the
  /// complements of another one's becomes a lookup of that one's code, where its table is smaller so.
  ///
  /// An output port keeps its cell, so that its name stays.
  public func mergingEqualCells() throws(NetlistError) -> Netlist {
    struct Key: Hashable {
      let cell: Cell
      let format: FixedPointFormat
    }
    let isPort = Set(ports.wires)
    var known: [Key: Int] = [:]
    return try rewriting { old, instance, builder in
      func key(_ cell: Cell) -> Key {
        // A sum is the same in any order.
        if case .sum(let inputs) = cell { return Key(cell: .sum(inputs.sorted()), format: instance.wire.format) }
        return Key(cell: cell, format: instance.wire.format)
      }
      if let same = known[key(instance.cell)], !isPort.contains(old) { return same }
      var cell = instance.cell
      if case .lookup(let index, let inputs) = cell {
        let table = builder.tables[index]
        let opposite = builder.place(of: table.complement).flatMap { known[key(.lookup(table: $0, inputs: inputs))] }
        if let opposite, table.addressWidth > table.output.width {
          let inverter = TruthTable(
            addressWidth: table.output.width, output: table.output,
            bitPatterns: (0...table.output.mask).map { ~$0 & table.output.mask })
          cell = .lookup(table: builder.table(inverter), inputs: [opposite])
        }
      }
      let wire = builder.add(cell, instance.wire, module: instance.module)
      for key in [key(instance.cell), key(cell)] where known[key] == nil { known[key] = wire }
      return wire
    }
  }
}

extension TruthTable {
  /// The table of the complements of all bits.
  fileprivate var complement: TruthTable {
    TruthTable(
      addressWidth: addressWidth, output: output, bitPatterns: (0..<rowCount).map { ~bitPattern(at: $0) & output.mask })
  }
}
