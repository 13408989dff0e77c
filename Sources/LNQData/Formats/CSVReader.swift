/// Reads the header of separated text, and gives the reader of its rows.
enum CSVReader {
  /// The rows of a file; they are not read yet.
  static func rows(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String, options: ReadOptions
  ) throws(DatasetError) -> SeparatedRows {
    // A byte order mark is not text.
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var text = SeparatedText(
      bytes, dialect: .csv(separator: separator(bytes, start: start, path: path)), path: path, start: start)
    let columns = try readHeader(&text)
    try checkHeader(columns, path: path)
    return try SeparatedRows(text, roles: ColumnRoles(columns, options: options, path: path))
  }

  /// A tab for `.tsv` and `.tab` files; otherwise the one of comma, semicolon and tab that the first line with
  /// anything in it has most of, outside quotes; a comma when it has none.
  private static func separator(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, path: String) -> UInt8 {
    if path.lowercased().hasSuffix(".tsv") || path.lowercased().hasSuffix(".tab") { return ASCII.tab }
    let candidates = [ASCII.comma, ASCII.semicolon, ASCII.tab]
    var counts = [0, 0, 0]
    var isQuoted = false
    var isEmpty = true
    for byte in bytes[start...] {
      let endsLine = byte == ASCII.lineFeed || byte == ASCII.carriageReturn
      if endsLine, !isQuoted, !isEmpty { break }
      if !endsLine { isEmpty = false }
      if byte == ASCII.quote { isQuoted.toggle() }
      if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    return candidates[counts.firstIndex(of: most) ?? 0]
  }

  /// The names of the columns.
  private static func readHeader(_ text: inout SeparatedText) throws(DatasetError) -> [String] {
    guard text.beginRecord() else { throw .noRows(source: text.path) }
    var names: [String] = []
    var boundary = SeparatedText.Boundary.field
    while boundary == .field {
      let field = try text.nextField(column: "\(names.count + 1)")
      guard let name = text.text(field), !name.utf8.contains(0) else {
        throw .notText(path: text.path, whatItIs: "the first line is not UTF-8 text")
      }
      names.append(name)
      boundary = field.boundary
    }
    return names
  }

  /// Throws when a header's names cannot be the names of columns.
  private static func checkHeader(_ columns: [String], path: String) throws(DatasetError) {
    guard columns.count > 1 else { throw .tooFewColumns(path: path) }
    var seen: Set<String> = []
    for (index, name) in columns.enumerated() {
      if name.isEmpty { throw .unnamedColumn(path: path, column: index + 1) }
      // Some programs number their columns; any other number is a value, and the header is missing.
      if SeparatedRows.number(name) != nil, name != "\(index)", name != "\(index + 1)" {
        throw .noHeader(path: path, number: name)
      }
      if !seen.insert(name).inserted { throw .duplicateColumn(path: path, name: name) }
    }
  }
}
