/// Reads rows of numbers and classes of separated text, after its header.
struct SeparatedRows {
  private let path: String
  private var text: SeparatedText
  private let roles: ColumnRoles
  /// What the columns hold where a sparse row of ARFF does not say it; nil for text that has no sparse rows.
  private let sparseDefaults: [String]?
  private var store: RowStore
  private var isFirstRow = true

  /// - Parameter text: stands at the first row.
  init(_ text: SeparatedText, roles: ColumnRoles, sparseDefaults: [String]? = nil) throws(DatasetError) {
    self.text = text
    self.roles = roles
    self.sparseDefaults = sparseDefaults
    path = text.path
    // Room for as many rows as there can be.
    var lines = 1
    for byte in text.bytes where byte == ASCII.lineFeed || byte == ASCII.carriageReturn { lines += 1 }
    store = try RowStore(roles, rowCount: min(lines, text.bytes.count / (2 * roles.columns.count) + 1), path: path)
  }

  /// Reads all rows.
  mutating func read() throws(DatasetError) -> RowStore {
    while text.beginRecord() {
      if let sparseDefaults, text.isAtBrace { try readSparseRow(sparseDefaults) } else { try readRow() }
      isFirstRow = false
    }
    return store
  }

  /// The class of a row, as its columns say it one by one.
  private struct RowClass {
    var label: Int32 = -1
    var flags = 0
  }

  private mutating func readRow() throws(DatasetError) {
    let line = text.line
    let last = roles.columns.count - 1
    var rowClass = RowClass()
    for column in 0...last {
      let boundary: SeparatedText.Boundary
      let role = roles.roles[column]
      if role == .feature, let (value, next) = text.nextNumber() {
        store.append(value)
        boundary = next
      } else {
        let field = try text.nextField(column: roles.columns[column])
        boundary = field.boundary
        // A row of the wrong length first of all has the wrong length.
        if boundary == .record, column < last { throw ragged(line: line, fields: column + 1) }
        try take(field, column, line: line, &rowClass)
      }
      if boundary == .record, column < last { throw ragged(line: line, fields: column + 1) }
      if boundary == .field, column == last {
        if sparseDefaults != nil, text.isAtBrace { throw .rowWeight(path: path, line: line) }
        var fields = roles.columns.count + 1
        while try text.nextField(column: "\(fields)").boundary == .field { fields += 1 }
        throw ragged(line: line, fields: fields)
      }
    }
    try endRow(rowClass, line: line)
  }

  private mutating func readSparseRow(_ defaults: [String]) throws(DatasetError) {
    let line = text.line
    var fields = [SeparatedText.Field?](repeating: nil, count: defaults.count)
    for (column, field) in try text.nextSparseRow() {
      guard fields.indices.contains(column), fields[column] == nil else {
        throw .damaged(
          path: path, problem: "line \(line): a sparse row says column \(column) twice, or has no such column")
      }
      fields[column] = field
    }
    var rowClass = RowClass()
    for column in fields.indices {
      if let field = fields[column] {
        try take(field, column, line: line, &rowClass)
      } else {
        try take(defaults[column], column, line: line, &rowClass)
      }
    }
    try endRow(rowClass, line: line)
  }

  private mutating func take(
    _ field: SeparatedText.Field, _ column: Int, line: Int, _ rowClass: inout RowClass
  ) throws(DatasetError) {
    guard let content = text.text(field) else {
      throw .notText(path: path, whatItIs: "line \(line) is not UTF-8 text")
    }
    try take(content, column, line: line, &rowClass)
  }

  private mutating func take(
    _ content: String, _ column: Int, line: Int, _ rowClass: inout RowClass
  ) throws(DatasetError) {
    let name = roles.columns[column]
    switch roles.roles[column] {
    case .feature: store.append(try number(content, line: line, column: name))
    case .classes: rowClass.label = try store.label(content, at: .line(line), column: name)
    case .classFlag(let index):
      let value = try number(content, line: line, column: name)
      guard value == 0 || value == 1 else { throw wrongFlags(line: line) }
      if value == 1 {
        rowClass.flags += 1
        rowClass.label = Int32(index)
      }
    case .nothing: break
    }
  }

  private mutating func endRow(_ rowClass: RowClass, line: Int) throws(DatasetError) {
    if !roles.classFlagColumns.isEmpty, rowClass.flags != 1 { throw wrongFlags(line: line) }
    store.endRow(label: rowClass.label)
  }

  private func ragged(line: Int, fields: Int) -> DatasetError {
    .raggedRow(path: path, line: line, fields: fields, columns: roles.columns.count)
  }

  private func wrongFlags(line: Int) -> DatasetError {
    .classFlags(path: path, at: .line(line), columns: roles.classFlagColumns)
  }

  /// A field that is not a plain number with nothing around it: blanks, quotes, or a mistake.
  private mutating func number(_ content: String, line: Int, column: String) throws(DatasetError) -> Double {
    let trimmed = Self.trimmed(content)
    switch trimmed.lowercased() {
    case "nan", "+nan", "-nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity":
      throw .notFinite(path: path, at: .line(line), column: column, text: trimmed)
    case let spelling where SourceText.isMissing(spelling):
      throw .missingValue(path: path, at: .line(line), column: column)
    default: break
    }
    guard let value = SourceText.number(trimmed) else {
      if isFirstRow, trimmed.first?.isLetter == true { throw textColumns(from: column, trimmed) }
      throw .notANumber(path: path, at: .line(line), column: column, text: trimmed)
    }
    guard Float(value).isFinite else { throw .notFinite(path: path, at: .line(line), column: column, text: trimmed) }
    return value
  }

  /// The features of the first row that are texts: `first`, and those behind it, where the cursor stands.
  private mutating func textColumns(from first: String, _ content: String) -> DatasetError {
    var names = [first]
    let start = (roles.columns.firstIndex(of: first) ?? 0) + 1
    for column in start..<max(start, roles.columns.count) {
      guard let field = try? text.nextField(column: roles.columns[column]), let content = text.text(field) else {
        break
      }
      let trimmed = Self.trimmed(content)
      if roles.roles[column] == .feature, trimmed.first?.isLetter == true, SourceText.number(trimmed) == nil,
        !SourceText.isMissing(trimmed)
      {
        names.append(roles.columns[column])
      }
      if field.boundary == .record { break }
    }
    return .textColumns(path: path, columns: names, example: content, mayBeClass: roles.isClassGuessed)
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return String(rest)
  }
}
