/// The rows of a table as a reader hands them in, one after the other.
struct RowStore {
  private let path: String
  private let roles: ColumnRoles
  /// Feature values, in the order of the file's columns.
  private var features: FeatureBuffer
  private var labels: [Int32] = []
  private var classes: ClassVocabulary

  /// - Parameter rowCount: how many rows to make room for.
  init(_ roles: ColumnRoles, rowCount: Int, path: String) throws(DatasetError) {
    self.path = path
    self.roles = roles
    classes = try ClassVocabulary(names: roles.classNames)
    features = FeatureBuffer(capacity: rowCount * roles.featureNames.count)
    labels.reserveCapacity(rowCount)
  }

  /// Adds the next feature of the row.
  @inline(__always)
  mutating func append(_ value: Double) { features.append(value) }

  /// The label of a class.
  mutating func label(
    _ name: String, at place: DatasetError.Position, column: String
  ) throws(DatasetError) -> Int32 {
    try classes.index(of: name, path: path, at: place, column: column)
  }

  /// Ends a row whose features are all there.
  mutating func endRow(label: Int32) { labels.append(label) }

  /// The finished table.
  /// - Parameters:
  ///   - validationCount: how many rows before the test rows the source sets apart for validation.
  ///   - testCount: how many of the last rows it sets apart for testing.
  ///   - leftOut: what the reader left out beside the columns.
  mutating func table(
    name: String, sha256: String, validationCount: Int = 0, testCount: Int = 0, leftOut: [ReadingNotes.LeftOut] = []
  ) throws(DatasetError) -> RawTable {
    guard !labels.isEmpty else { throw .noRows(source: path) }
    if !roles.hasChosenClass, let column = zip(roles.columns, roles.roles).first(where: { $1 == .classes })?.0 {
      try classes.checkNotMeasured(path: path, column: column)
    }
    classes.sort(&labels)
    var names = roles.featureNames
    if let order = roles.featureOrder {
      for (name, place) in zip(roles.featureNames, order) { names[place] = name }
    }
    let table = RawTable(
      name: name, featureNames: names, classNames: classes.names, features: features.values, labels: labels,
      provenance: Provenance(source: path, sha256: sha256, notice: nil), validationCount: validationCount,
      testCount: testCount, notes: roles.notes.leavingOut(leftOut))
    return
      try table
      .selecting(roles.featureOrder == nil ? nil : roles.featureNames, path: path)
      .finished(keeping: roles.chosenFeatures, dropsDuplicates: roles.dropsDuplicates)
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
  ///
  /// - Parameter className: its class where the column of classes has texts; the number of that column does not count then.
  mutating func append(_ values: UnsafeBufferPointer<Double>, className: String? = nil) throws(DatasetError) {
    row += 1
    var label: Int32 = -1
    var flags = 0
    for (column, role) in roles.roles.enumerated() {
      let value = values[column]
      switch role {
      case .feature:
        guard Float(value).isFinite else {
          throw .notFinite(path: path, at: .row(row), column: roles.columns[column], text: "\(value)")
        }
        store.append(value)
      case .classes:
        let name = className ?? Int(exactly: value).map(String.init) ?? "\(value)"
        label = try store.label(name, at: .row(row), column: roles.columns[column])
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
    store.endRow(label: label)
  }

  /// The finished table.
  mutating func table(
    name: String, sha256: String, validationCount: Int = 0, testCount: Int = 0, leftOut: [ReadingNotes.LeftOut] = []
  ) throws(DatasetError) -> RawTable {
    try store.table(
      name: name, sha256: sha256, validationCount: validationCount, testCount: testCount, leftOut: leftOut)
  }

  private func wrongFlags() -> DatasetError {
    .classFlags(path: path, at: .row(row), columns: roles.classFlagColumns)
  }
}
