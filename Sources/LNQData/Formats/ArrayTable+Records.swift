extension ArrayTable {
  /// Records whose fields are features and the class, by name. Fields of types that are not read are left out.
  func together(
    records arrays: [DataArray], counts: (validation: Int, test: Int), name: String, sha256: String
  ) throws(DatasetError) -> RawTable {
    // What cannot be read says why itself.
    for array in arrays where array.element.unread != nil { _ = try array.load() }
    let all = arrays.first?.fields ?? []
    guard arrays.allSatisfy({ ($0.fields ?? []).map(\.name) == all.map(\.name) && $0.shape.count == 1 }) else {
      throw arraysError("arrays of records have one dimension, and all of them the same fields")
    }
    let others = all.filter { $0.element.unread != nil }
    let names = all.filter { $0.element.unread == nil }.map(\.name)
    guard Set(names).count == names.count else { throw .damaged(path: path, problem: "two columns have one name") }
    guard names.count > 1 else { throw .noFeatures(path: path, left: []) }
    let roles = try ColumnRoles(names, options: options, path: path)
    var rows = try NumberRows(roles, rowCount: arrays.reduce(0) { $0 + $1.rowCount }, path: path)
    for array in arrays {
      let records = try array.load()
      var columns: [[Double]] = []
      var classes: [String]?
      for (index, name) in names.enumerated() {
        guard let field = array.fields?.first(where: { $0.name == name }), roles.roles[index] != .nothing else {
          columns.append([])
          continue
        }
        let column = array.column(field, of: records)
        columns.append(try column.numbers() ?? [])
        guard let texts = try column.texts() else {
          guard field.element.isNumber else {
            throw .damaged(path: path, problem: "a text of the field \(name) is not UTF-8")
          }
          continue
        }
        guard roles.roles[index] == .classes else {
          throw textColumns(of: array, roles, example: texts.first ?? "")
        }
        classes = texts
      }
      var row = [Double](repeating: 0, count: names.count)
      for index in 0..<array.rowCount {
        for column in columns.indices where !columns[column].isEmpty { row[column] = columns[column][index] }
        try row.withUnsafeBufferPointer { values throws(DatasetError) in
          try rows.append(values, className: classes?[index])
        }
      }
    }
    return try rows.table(
      name: name, sha256: sha256, validationCount: counts.validation, testCount: counts.test,
      leftOut: leftOut(beside: arrays)
        + others.map { .init(name: $0.name, reason: "values of the type \($0.element.unread ?? "") are not read") })
  }

  private func textColumns(of array: DataArray, _ roles: ColumnRoles, example: String) -> DatasetError {
    let texts = Set((array.fields ?? []).filter(\.element.isText).map(\.name))
    let columns = zip(roles.columns, roles.roles).filter { texts.contains($0) && $1 != .classes && $1 != .nothing }
    return .textColumns(path: path, columns: columns.map(\.0), example: example, mayBeClass: roles.isClassGuessed)
  }
}
