/// The rows of a table as a reader hands them in, one after the other.
struct RowStore {
  private let path: String
  private let roles: ColumnRoles
  /// Feature values, in the order of the file's columns.
  private(set) var features: [Float] = []
  private(set) var labels: [Int32] = []
  private var classes: ClassVocabulary
  private var filter: DuplicateFilter?

  /// - Parameter rowCount: how many rows to make room for.
  init(_ roles: ColumnRoles, rowCount: Int, path: String) throws(DatasetError) {
    self.path = path
    self.roles = roles
    classes = try ClassVocabulary(names: roles.classNames)
    filter = roles.dropsDuplicates ? DuplicateFilter() : nil
    features.reserveCapacity(rowCount * roles.featureNames.count)
    labels.reserveCapacity(rowCount)
  }

  /// Adds the next feature of the row.
  @inline(__always)
  mutating func append(_ value: Float) { features.append(value) }

  /// The label of a class.
  mutating func label(
    _ name: String, at place: DatasetError.Position, column: String
  ) throws(DatasetError) -> Int32 {
    try classes.index(of: name, path: path, at: place, column: column)
  }

  /// Ends a row whose features are all there; removes it if it repeats another one.
  /// - Parameter hash: of the row's values, where they are known more precisely than Float.
  mutating func endRow(label: Int32, hash: DuplicateFilter.RowHash? = nil) {
    if filter != nil {
      var rowHash = hash ?? DuplicateFilter.RowHash()
      if hash == nil {
        for value in features.suffix(roles.featureNames.count) { rowHash.add(Double(value)) }
      }
      rowHash.add(UInt64(UInt32(bitPattern: label)))
      if filter?.isNew(rowHash) == false {
        features.removeLast(roles.featureNames.count)
        return
      }
    }
    labels.append(label)
  }

  /// The finished table.
  mutating func table(name: String, sha256: String) throws(DatasetError) -> RawTable {
    guard !labels.isEmpty else { throw .noRows(source: path) }
    classes.sort(&labels)
    if let order = roles.featureOrder { Self.reorder(&features, by: order) }
    return RawTable(
      name: name, featureNames: roles.featureNames, classNames: classes.names, features: features, labels: labels,
      provenance: Provenance(source: path, sha256: sha256, notice: nil))
  }

  /// Feature f of each row becomes what was at `order[f]`.
  private static func reorder(_ features: inout [Float], by order: [Int]) {
    let width = order.count
    var row = [Float](repeating: 0, count: width)
    for start in stride(from: 0, to: features.count, by: width) {
      for column in 0..<width { row[column] = features[start + order[column]] }
      for column in 0..<width { features[start + column] = row[column] }
    }
  }
}

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
