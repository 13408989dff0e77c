/// Reads the header of separated text, and gives the reader of its rows.
enum CSVReader {
  /// The rows of a file; they are not read yet.
  static func rows(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String, options: ReadOptions
  ) throws(DatasetError) -> SeparatedRows {
    // A byte order mark is not text.
    let (start, line) = headerPlace(bytes, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    let dialect = dialect(bytes[start...], path: path)
    var text = SeparatedText(bytes, dialect: dialect, path: path, start: start, line: line)
    var columns = try readHeader(&text)
    if dialect == .blanks, columns.contains(where: { SourceText.number($0) != nil }) {
      // numpy.savetxt without a header: the first line is a row.
      columns = columns.indices.map(String.init)
      text = SeparatedText(bytes, dialect: dialect, path: path, start: start, line: line)
    }
    try checkHeader(columns, path: path, line: line)
    return try SeparatedRows(text, roles: ColumnRoles(columns, options: options, path: path))
  }

  /// Where the names of the columns begin, and the line that they stand in.
  ///
  /// Lines in front of them that begin with `#` are comments. The last of them is the header itself, as `numpy.savetxt` writes
  /// it, when the next line has numbers and as many columns; the `#` and the blanks after it are then no part of a name.
  private static func headerPlace(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (start: Int, line: Int) {
    var position = start
    var line = 1
    var comment: (range: Range<Int>, line: Int)?
    while position < bytes.count {
      let end = bytes[position...].firstIndex { $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn } ?? bytes.count
      let content = position..<end
      if !content.isEmpty, bytes[position] != ASCII.hash {
        guard let comment else { return (start, 1) }
        return names(in: comment.range, above: content, bytes).map { ($0, comment.line) } ?? (position, line)
      }
      if !content.isEmpty { comment = (content, line) }
      position = end + 1
      if end + 1 < bytes.count, bytes[end] == ASCII.carriageReturn, bytes[end + 1] == ASCII.lineFeed { position += 1 }
      line += 1
    }
    return (start, 1)
  }

  /// Where the names in a line that begins with `#` begin; nil when the line is a comment, or names its first column `#`.
  private static func names(
    in comment: Range<Int>, above row: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    let dialect = dialect(bytes[row], path: "")
    func fields(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> [Slice<UnsafeBufferPointer<UInt8>>] {
      dialect == .blanks
        ? line.split { $0 == ASCII.space || $0 == ASCII.tab }
        : line.split(separator: dialect.separator, omittingEmptySubsequences: false)
    }
    let hasNumber = fields(bytes[row]).contains {
      SourceText.number(String(decoding: $0.filter { $0 != ASCII.space }, as: UTF8.self)) != nil
    }
    let names = bytes[comment].dropFirst().drop { $0 == ASCII.space || $0 == ASCII.tab }
    guard hasNumber, fields(names).count == fields(bytes[row]).count else { return nil }
    return names.first == dialect.separator ? comment.lowerBound : names.startIndex
  }

  /// Tabs for `.tsv` and `.tab` files; otherwise the one of comma, semicolon and tab that the first line with anything in it has
  /// most of, outside quotes; blanks where it has none of them and words apart; else a comma.
  private static func dialect(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, path: String) -> SeparatedText.Dialect {
    if path.lowercased().hasSuffix(".tsv") || path.lowercased().hasSuffix(".tab") { return .csv(separator: ASCII.tab) }
    let candidates = [ASCII.comma, ASCII.semicolon, ASCII.tab]
    var counts = [0, 0, 0]
    var isQuoted = false
    var words = 0
    var isInWord = false
    for byte in bytes {
      let endsLine = byte == ASCII.lineFeed || byte == ASCII.carriageReturn
      if endsLine, !isQuoted, words > 0 { break }
      if byte == ASCII.quote { isQuoted.toggle() }
      let isBlank = !isQuoted && (endsLine || byte == ASCII.space || byte == ASCII.tab)
      if !isBlank, !isInWord { words += 1 }
      isInWord = !isBlank
      if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    return most == 0 && words > 1 ? .blanks : .csv(separator: candidates[counts.firstIndex(of: most) ?? 0])
  }

  /// The names of the columns. A first one without a name is called as pandas calls it: it writes its index so.
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
    if names.count > 1, names[0].isEmpty { names[0] = "Unnamed: 0" }
    return names
  }

  /// Throws when a header's names cannot be the names of columns.
  private static func checkHeader(_ columns: [String], path: String, line: Int) throws(DatasetError) {
    guard columns.count > 1 else { throw .tooFewColumns(path: path, line: line) }
    var seen: Set<String> = []
    for (index, name) in columns.enumerated() {
      if name.isEmpty { throw .unnamedColumn(path: path, line: line, column: index + 1) }
      // Some programs number their columns; any other number is a value, and the header is missing.
      if SourceText.number(name) != nil, name != "\(index)", name != "\(index + 1)" {
        throw .noHeader(path: path, line: line, number: name)
      }
      if !seen.insert(name).inserted { throw .duplicateColumn(path: path, line: line, name: name) }
    }
  }
}
