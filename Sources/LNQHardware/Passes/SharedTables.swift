import LNQTables

extension Netlist {
  /// The same function with one table for all lookups whose tables are equal up to the order of inputs, so that each is printed
  /// once.
  public func sharingTables() throws(NetlistError) -> Netlist {
    /// What tables have in common that may be equal so.
    struct Kind: Hashable {
      let format: String
      let widths: [Int]
      let counts: [UInt32: Int]
    }
    var known: [Kind: [(table: TruthTable, widths: [Int])]] = [:]
    return try rewriting { _, instance, builder in
      guard case .lookup(let index, let inputs) = instance.cell, inputs.count <= Self.sharedInputs else {
        return builder.add(instance)
      }
      let (table, widths) = (builder.tables[index], inputs.map { builder.format(ofWire: $0, in: self).width })
      var counts: [UInt32: Int] = [:]
      for row in 0..<table.rowCount { counts[table.bitPattern(at: row), default: 0] += 1 }
      let kind = Kind(format: "\(table.output)", widths: widths.sorted(), counts: counts)
      for candidate in known[kind] ?? [] {
        for order in Self.orders(widths, as: candidate.widths) where table.isEqual(candidate.table, order, widths) {
          let cell = Cell.lookup(table: builder.table(candidate.table), inputs: order.map { inputs[$0] })
          return builder.add(cell, instance.wire, module: instance.module)
        }
      }
      known[kind, default: []].append((table, widths))
      return builder.add(instance)
    }
  }

  /// Of how many inputs all orders are tried.
  private static let sharedInputs = 6

  /// The orders of inputs that have the wanted widths one after the other, the order as it is first.
  private static func orders(_ widths: [Int], as wanted: [Int]) -> [[Int]] {
    guard let first = wanted.first else { return [[]] }
    return widths.indices.filter { widths[$0] == first }.flatMap { place in
      let rest = widths.indices.filter { $0 != place }
      return orders(rest.map { widths[$0] }, as: Array(wanted.dropFirst())).map { [place] + $0.map { rest[$0] } }
    }
  }
}

extension TruthTable {
  /// Whether another table gives the same for the inputs in another order.
  fileprivate func isEqual(_ other: TruthTable, _ order: [Int], _ widths: [Int]) -> Bool {
    let starts = widths.indices.map { widths[..<$0].reduce(0, +) }
    return (0..<rowCount).allSatisfy { row in
      var (address, low) = (0, 0)
      for input in order {
        address |= (row >> starts[input] & (1 << widths[input] - 1)) << low
        low += widths[input]
      }
      return bitPattern(at: row) == other.bitPattern(at: address)
    }
  }
}
