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
