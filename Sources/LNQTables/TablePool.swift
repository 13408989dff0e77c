/// Collects tables and stores equal ones once.
public struct TablePool: Sendable {
  /// The distinct tables in the order in which they were first added.
  public private(set) var tables: [TruthTable] = []
  private var indices: [TruthTable: Int] = [:]

  /// An empty pool.
  public init() {}

  /// The index of `table` in `tables`, which it joins if no equal one is there.
  public mutating func index(of table: TruthTable) -> Int {
    if let index = indices[table] { return index }
    indices[table] = tables.count
    tables.append(table)
    return tables.count - 1
  }
}
