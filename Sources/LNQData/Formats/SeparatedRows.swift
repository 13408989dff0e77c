/// Reads rows of numbers and classes of separated text, after its header.
struct SeparatedRows {
  private let path: String
  private var text: SeparatedText
  private let roles: ColumnRoles
  private var store: RowStore

  /// - Parameter text: stands at the first row.
  init(_ text: SeparatedText, roles: ColumnRoles) throws(DatasetError) {
    self.text = text
    self.roles = roles
    path = text.path
    // Room for as many rows as there can be.
    var lines = 1
    for byte in text.bytes where byte == ASCII.lineFeed || byte == ASCII.carriageReturn { lines += 1 }
    store = try RowStore(roles, rowCount: min(lines, text.bytes.count / (2 * roles.columns.count) + 1), path: path)
  }

  /// Reads all rows.
  mutating func read() throws(DatasetError) -> RowStore {
    while text.beginRecord() { try readRow() }
    return store
  }

  private mutating func readRow() throws(DatasetError) {
    let line = text.line
    let last = roles.columns.count - 1
    var label: Int32 = -1
    var flags = 0
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
        guard let content = text.text(field) else {
          throw .notText(path: path, whatItIs: "line \(line) is not UTF-8 text")
        }
        switch role {
        case .feature: store.append(try number(content, line: line, column: roles.columns[column]))
        case .classes: label = try store.label(content, at: .line(line), column: roles.columns[column])
        case .classFlag(let index):
          let value = try number(content, line: line, column: roles.columns[column])
          guard value == 0 || value == 1 else { throw wrongFlags(line: line) }
          if value == 1 {
            flags += 1
            label = Int32(index)
          }
        case .nothing: break
        }
      }
      if boundary == .record, column < last { throw ragged(line: line, fields: column + 1) }
      if boundary == .field, column == last {
        var fields = roles.columns.count + 1
        while try text.nextField(column: "\(fields)").boundary == .field { fields += 1 }
        throw ragged(line: line, fields: fields)
      }
    }
    if !roles.classFlagColumns.isEmpty, flags != 1 { throw wrongFlags(line: line) }
    store.endRow(label: label)
  }

  private func ragged(line: Int, fields: Int) -> DatasetError {
    .raggedRow(path: path, line: line, fields: fields, columns: roles.columns.count)
  }

  private func wrongFlags(line: Int) -> DatasetError {
    .classFlags(path: path, at: .line(line), columns: roles.classFlagColumns)
  }

  /// A field that is not a plain number with nothing around it: blanks, quotes, or a mistake.
  private func number(_ content: String, line: Int, column: String) throws(DatasetError) -> Float {
    let trimmed = Self.trimmed(content)
    switch trimmed.lowercased() {
    case "", "?", "na", "n/a", "null", "none":
      throw .missingValue(path: path, at: .line(line), column: column)
    case "nan", "+nan", "-nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity":
      throw .notFinite(path: path, at: .line(line), column: column, text: trimmed)
    default: break
    }
    guard let value = Self.number(trimmed) else {
      throw .notANumber(path: path, at: .line(line), column: column, text: String(trimmed.prefix(40)))
    }
    guard value.isFinite else { throw .notFinite(path: path, at: .line(line), column: column, text: trimmed) }
    return value
  }

  /// The number that a whole text is, nil if it is none.
  static func number(_ text: String) -> Float? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      var position = 0
      guard let value = DecimalParser.parse(bytes, &position, end: bytes.count), position == bytes.count else {
        return nil
      }
      return value
    }
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return String(rest)
  }
}
