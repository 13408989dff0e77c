import LNQTables

extension Netlist {
  /// The same function with constants in place of what reads nothing else: lookups of them lose those inputs, and sums,
  /// requantizations and maxima of constants alone become constants, lookups without an address.
  ///
  /// A register stays, since it shows 0 in the first cycle.
  public func foldingConstants() throws(NetlistError) -> Netlist {
    var constants: [Int: Int] = [:]
    return try rewriting { _, instance, builder in
      let inputs = instance.cell.inputs
      var cell = instance.cell
      var constant: Int?
      switch instance.cell {
      case .lookup(let table, let inputs):
        let widths = inputs.map { builder.format(ofWire: $0, in: self).width }
        var (rows, kept, low) = (builder.tables[table], [Int](), 0)
        for (input, width) in zip(inputs, widths) {
          if let code = constants[input] {
            let pattern = Int(builder.format(ofWire: input, in: self).bitPattern(of: code))
            rows = rows.fixing(addressBits: low..<low + width, to: pattern)
          } else {
            kept.append(input)
            low += width
          }
        }
        if (1..<rows.rowCount).allSatisfy({ rows[$0] == rows[0] }) { constant = rows[0] }
        if kept.count < inputs.count { cell = .lookup(table: builder.table(rows), inputs: kept) }
      case .register: break
      default:
        if inputs.allSatisfy({ constants[$0] != nil }) {
          constant = instance.cell.value(in: self) { constants[$0] ?? 0 }
        }
      }
      if let constant {
        let table = TruthTable(addressWidth: 0, output: instance.wire.format) { _ in constant }
        cell = .lookup(table: builder.table(table), inputs: [])
      }
      let wire = builder.add(cell, instance.wire, module: instance.module)
      constants[wire] = constant
      return wire
    }
  }
}

extension TruthTable {
  /// The rows in which these address bits have this value, as a table of the others.
  fileprivate func fixing(addressBits bits: Range<Int>, to value: Int) -> TruthTable {
    let low = (1 << bits.lowerBound) - 1
    return TruthTable(
      addressWidth: addressWidth - bits.count, output: output,
      bitPatterns: (0..<rowCount >> bits.count).map { row in
        bitPattern(at: (row & ~low) << bits.count | value << bits.lowerBound | row & low)
      })
  }
}
