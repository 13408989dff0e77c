/// A cursor over separated values: fields, records, quotes; any of LF, CR LF and CR ends a record.
struct SeparatedText {
  /// The rules of a text.
  enum Dialect: Equatable {
    /// RFC 4180: quotes are `"`, and `""` inside them stands for `"`.
    case csv(separator: UInt8)
    /// `numpy.savetxt`'s without a delimiter: blanks and tabs, as many as there are, separate; quotes are those of RFC 4180, and `#`
    /// begins a comment that the line's end ends.
    case blanks
    /// Weka's: commas, blanks and tabs separate; quotes are `"` and `'`, a backslash inside them takes the next byte as it is, and
    /// `%` begins a comment that the line's end ends.
    case arff

    var separator: UInt8 {
      switch self {
      case .csv(let separator): separator
      case .blanks: ASCII.space
      case .arff: ASCII.comma
      }
    }

    /// What begins a comment; nil where there are none, and where blanks do not separate.
    var comment: UInt8? {
      switch self {
      case .csv: nil
      case .blanks: ASCII.hash
      case .arff: ASCII.percent
      }
    }
  }
  /// What follows a field.
  enum Boundary {
    case field
    case record
  }
  /// A field's bytes, without the quotes around it.
  struct Field {
    let range: Range<Int>
    /// Whether quotes were around it: then blanks at the ends count.
    let isQuoted: Bool
    let boundary: Boundary
  }

  let bytes: UnsafeBufferPointer<UInt8>
  private let dialect: Dialect
  private let separator: UInt8
  private let isARFF: Bool
  /// `dialect.comment`.
  private let comment: UInt8?
  /// For error sentences.
  let path: String
  /// Where the next field begins.
  private(set) var position: Int
  /// The line that the cursor is in, from 1.
  private(set) var line: Int

  /// - Parameters:
  ///   - start: the first byte to read, after a byte order mark or a header.
  ///   - line: the line that it stands in.
  init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: Dialect, path: String, start: Int, line: Int = 1) {
    self.bytes = bytes
    self.dialect = dialect
    separator = dialect.separator
    isARFF = dialect == .arff
    comment = dialect.comment
    self.path = path
    position = start
    self.line = line
  }

  /// Skips empty lines and comments; true if a record follows them.
  mutating func beginRecord() -> Bool {
    while position < bytes.count {
      if let comment {
        skipBlanks()
        skipComment(comment)
      }
      if position >= bytes.count || !endRecord() { break }
    }
    return position < bytes.count
  }

  /// Reads a plain number and what follows it; nil, with nothing moved, when the field is anything else.
  @inline(__always)
  mutating func nextNumber() -> (Double, Boundary)? {
    let start = position
    guard let value = DecimalParser.parse(bytes, &position, end: bytes.count), Float(value).isFinite,
      let boundary = passBoundary()
    else {
      position = start
      return nil
    }
    return (value, boundary)
  }

  /// Reads a field and what follows it.
  mutating func nextField(column: @autoclosure () -> String) throws(DatasetError) -> Field {
    let isSeparatorBlank = separator == ASCII.tab
    while position < bytes.count, bytes[position] == ASCII.space || (bytes[position] == ASCII.tab && !isSeparatorBlank)
    {
      position += 1
    }
    if position < bytes.count, isQuote(bytes[position]) { return try nextQuotedField(column()) }
    let start = position
    while true {
      let end = position
      if let boundary = passBoundary() {
        var last = end
        while last > start, bytes[last - 1] == ASCII.space || bytes[last - 1] == ASCII.tab { last -= 1 }
        return Field(range: start..<last, isQuoted: false, boundary: boundary)
      }
      position += 1
    }
  }

  private mutating func nextQuotedField(_ column: String) throws(DatasetError) -> Field {
    let firstLine = line
    let quote = bytes[position]
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if isARFF, byte == ASCII.backslash, position + 1 < bytes.count {
        position += 1
      } else if byte == quote {
        if !isARFF, position + 1 < bytes.count, bytes[position + 1] == quote {
          position += 1
        } else {
          break
        }
      } else if byte == ASCII.lineFeed || (byte == ASCII.carriageReturn && !isFollowedByLineFeed) {
        line += 1
      }
      position += 1
    }
    guard position < bytes.count else { throw .openQuote(path: path, line: firstLine) }
    let end = position
    position += 1
    while comment == nil, position < bytes.count,
      bytes[position] == ASCII.space || (bytes[position] == ASCII.tab && separator != ASCII.tab)
    {
      position += 1
    }
    guard let boundary = passBoundary() else {
      throw .textAfterQuote(
        path: path, line: line, column: column, protected: isARFF ? "\\" + (quote == ASCII.quote ? "\"" : "'") : "\"\"")
    }
    return Field(range: start..<end, isQuoted: true, boundary: boundary)
  }

  /// Moves past a separator or the end of a record, if one is here.
  @inline(__always)
  private mutating func passBoundary() -> Boundary? {
    if let comment { return passBlankBoundary(comment) }
    if position < bytes.count, bytes[position] == separator {
      position += 1
      return .field
    }
    return endRecord() ? .record : nil
  }

  private mutating func passBlankBoundary(_ comment: UInt8) -> Boundary? {
    let start = position
    skipBlanks()
    if isARFF, position < bytes.count, bytes[position] == ASCII.comma {
      position += 1
      skipBlanks()
      return .field
    }
    skipComment(comment)
    if endRecord() { return .record }
    return position > start ? .field : nil
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == ASCII.space || bytes[position] == ASCII.tab { position += 1 }
  }

  private mutating func skipComment(_ comment: UInt8) {
    guard position < bytes.count, bytes[position] == comment else { return }
    while position < bytes.count, bytes[position] != ASCII.lineFeed, bytes[position] != ASCII.carriageReturn {
      position += 1
    }
  }

  // MARK: - Sparse rows of ARFF

  /// Whether the next byte is `{`: a sparse row of ARFF at the beginning of a record, and a weight behind a row.
  var isAtBrace: Bool { position < bytes.count && bytes[position] == ASCII.openingBrace }

  /// Reads `{index value, …}` and the end of the record: fields by the numbers of their columns, from 0. The caller has seen the brace.
  mutating func nextSparseRow() throws(DatasetError) -> [(column: Int, field: Field)] {
    let failure = DatasetError.damaged(path: path, problem: "line \(line): a sparse row is {number value, …}")
    var entries: [(column: Int, field: Field)] = []
    position += 1
    skipBlanks()
    while position < bytes.count, bytes[position] != ASCII.closingBrace {
      var number = 0
      let first = position
      while position < bytes.count, bytes[position] &- ASCII.zero <= 9, number < 1 << 30 {
        number = number * 10 + Int(bytes[position] &- ASCII.zero)
        position += 1
      }
      guard position > first, passBoundary() == .field else { throw failure }
      entries.append((number, try nextSparseField(failure)))
    }
    guard position < bytes.count else { throw failure }
    position += 1
    switch passBoundary() {
    case .record: return entries
    case .field where isAtBrace: throw .rowWeight(path: path, line: line)
    default: throw failure
    }
  }

  private mutating func nextSparseField(_ failure: DatasetError) throws(DatasetError) -> Field {
    guard position < bytes.count else { throw failure }
    let isQuoted = isQuote(bytes[position])
    let quote = bytes[position]
    if isQuoted { position += 1 }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if isQuoted ? byte == quote : [ASCII.comma, ASCII.closingBrace, ASCII.space, ASCII.tab].contains(byte) { break }
      if byte == ASCII.lineFeed || byte == ASCII.carriageReturn { throw failure }
      position += isQuoted && byte == ASCII.backslash ? 2 : 1
    }
    guard position < bytes.count else { throw failure }
    let end = position
    if isQuoted { position += 1 }
    skipBlanks()
    guard position < bytes.count else { throw failure }
    if bytes[position] != ASCII.closingBrace, passBoundary() != .field { throw failure }
    return Field(range: start..<end, isQuoted: isQuoted, boundary: .field)
  }

  // MARK: - Line ends and texts

  /// Moves past the end of a line or of the text, if it is here.
  @inline(__always)
  private mutating func endRecord() -> Bool {
    if position >= bytes.count { return true }
    if bytes[position] == ASCII.lineFeed {
      position += 1
    } else if bytes[position] == ASCII.carriageReturn {
      position += isFollowedByLineFeed ? 2 : 1
    } else {
      return false
    }
    line += 1
    return true
  }

  private var isFollowedByLineFeed: Bool { position + 1 < bytes.count && bytes[position + 1] == ASCII.lineFeed }

  private func isQuote(_ byte: UInt8) -> Bool {
    byte == ASCII.quote || (isARFF && byte == ASCII.apostrophe)
  }

  /// A field's text, without what protects quotes inside it; nil if it is not UTF-8.
  func text(_ field: Field) -> String? {
    let slice = bytes[field.range]
    let protection = isARFF ? ASCII.backslash : ASCII.quote
    if !slice.contains(protection) || !field.isQuoted {
      return String(validating: slice)
    }
    var unquoted: [UInt8] = []
    var index = slice.startIndex
    while index < slice.endIndex {
      if slice[index] == protection, index + 1 < slice.endIndex { index += 1 }
      unquoted.append(slice[index])
      index += 1
    }
    return String(validating: unquoted[...])
  }
}

extension String {
  /// The text of UTF-8 bytes, nil where they are not UTF-8.
  init?(validating bytes: some Collection<UInt8>) {
    let text = String(decoding: bytes, as: UTF8.self)
    // Decoding puts U+FFFD, three bytes, in place of each fault.
    guard text.utf8.elementsEqual(bytes) else { return nil }
    self = text
  }
}

/// The bytes that text formats are made of.
enum ASCII {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let percent = UInt8(ascii: "%")
  static let apostrophe = UInt8(ascii: "'")
  static let backslash = UInt8(ascii: "\\")
  static let plus = UInt8(ascii: "+")
  static let comma = UInt8(ascii: ",")
  static let minus = UInt8(ascii: "-")
  static let point = UInt8(ascii: ".")
  static let zero = UInt8(ascii: "0")
  static let semicolon = UInt8(ascii: ";")
  static let hash = UInt8(ascii: "#")
  static let openingBrace = UInt8(ascii: "{")
  static let closingBrace = UInt8(ascii: "}")
  static let e = UInt8(ascii: "e")
}
