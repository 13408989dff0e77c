extension CSVReader {
  /// The index of the first byte of text, behind a byte order mark; an error for files that are known to be no text.
  static func startOfText(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(DatasetError) -> Int {
    let kinds: [([UInt8], String)] = [
      ([0x89, 0x48, 0x44, 0x46], "this is an HDF5 file: export its table as CSV"),
      ([0x1F, 0x8B], "this is a gzip archive: unpack it"),
      ([0x50, 0x4B, 0x03, 0x04], "this is a zip archive: unpack it"),
      ([0x50, 0x41, 0x52, 0x31], "this is a Parquet file: export its table as CSV"),
      ([0xFF, 0xFE], "this is UTF-16 text: save it as UTF-8"),
      ([0xFE, 0xFF], "this is UTF-16 text: save it as UTF-8"),
    ]
    for (signature, whatItIs) in kinds where bytes.starts(with: signature) {
      throw .notText(path: path, whatItIs: whatItIs)
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// A tab for `.tsv` and `.tab` files; otherwise the one of comma, semicolon and tab that the first line with
  /// anything in it has most of, outside quotes; a comma when it has none.
  static func separator(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, path: String) -> UInt8 {
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
  static func readHeader(_ text: inout SeparatedText) throws(DatasetError) -> [String] {
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

  /// The column of the given name; without one, the first of the usual names that is there; without any, the last.
  static func classIndex(in columns: [String], named name: String?, path: String) throws(DatasetError) -> Int {
    if let name {
      guard let index = columns.firstIndex(of: name) else {
        throw .noClassColumn(path: path, name: name, columns: columns)
      }
      return index
    }
    let lowercased = columns.map { $0.lowercased() }
    for usual in usualClassColumns {
      if let index = lowercased.firstIndex(of: usual) { return index }
    }
    return columns.count - 1
  }

  /// Throws when a header's names cannot be the names of columns.
  static func checkHeader(_ columns: [String], classIndex: Int, path: String) throws(DatasetError) {
    guard columns.count > 1 else { throw .tooFewColumns(path: path) }
    var seen: Set<String> = []
    for (index, name) in columns.enumerated() {
      if name.isEmpty { throw .unnamedColumn(path: path, column: index + 1) }
      // Some programs number their columns; any other number is a value, and the header is missing.
      if number(name) != nil, name != "\(index)", name != "\(index + 1)" { throw .noHeader(path: path, number: name) }
      if !seen.insert(name).inserted { throw .duplicateColumn(path: path, name: name) }
    }
  }
}
