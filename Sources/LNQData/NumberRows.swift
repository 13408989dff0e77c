/// Rows whose columns are numbers, the class among them, on their way into a `RowStore`.
struct NumberRows {
  private let path: String
  private let roles: ColumnRoles
  private var store: RowStore
  private var row = 0

  init(_ roles: ColumnRoles, rowCount: Int, path: String) throws(DatasetError) {
    self.path = path
    self.roles = roles
    store = try RowStore(roles, rowCount: rowCount, path: path)
  }

  /// Adds a row: one number for each column of the file.
  mutating func append(_ values: UnsafeBufferPointer<Double>) throws(DatasetError) {
    row += 1
    var label: Int32 = -1
    var flags = 0
    var hash = DuplicateFilter.RowHash()
    for (column, role) in roles.roles.enumerated() {
      let value = values[column]
      switch role {
      case .feature:
        let float = Float(value)
        guard float.isFinite else {
          throw .notFinite(path: path, at: .row(row), column: roles.columns[column], text: "\(value)")
        }
        store.append(float)
        if roles.dropsDuplicates { hash.add(value) }
      case .classes:
        guard let integer = Int(exactly: value) else {
          throw .notANumber(path: path, at: .row(row), column: roles.columns[column], text: "\(value)")
        }
        label = try store.label("\(integer)", at: .row(row), column: roles.columns[column])
      case .classFlag(let index):
        guard value == 0 || value == 1 else { throw wrongFlags() }
        if value == 1 {
          flags += 1
          label = Int32(index)
        }
      case .nothing: break
      }
    }
    if !roles.classFlagColumns.isEmpty, flags != 1 { throw wrongFlags() }
    store.endRow(label: label, hash: hash)
  }

  /// The finished table.
  mutating func table(name: String, sha256: String) throws(DatasetError) -> RawTable {
    try store.table(name: name, sha256: sha256)
  }

  private func wrongFlags() -> DatasetError {
    .classFlags(path: path, at: .row(row), columns: roles.classFlagColumns)
  }
}
