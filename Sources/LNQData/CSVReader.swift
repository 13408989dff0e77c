/// Reads a table of numbers and a class column out of separated text.
struct CSVReader {
  /// More classes than this are taken for a column of something else.
  static let classLimit = 1000
  /// Names that a class column is known by, the surest first, compared without regard to case.
  static let usualClassColumns = ["class", "label", "target", "y"]

  private let path: String
  private var text: SeparatedText
  private let columns: [String]
  private let classIndex: Int
  private var classes: [String]
  private var indexOfClass: [String: Int32]
  private let mayAddClasses: Bool
  private var features: [Float] = []
  private var labels: [Int32] = []

  /// Reads the header.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String, classColumn: String?, classNames: [String]?
  ) throws(DatasetError) {
    self.path = path
    let start = try Self.startOfText(bytes, path: path)
    text = SeparatedText(bytes, separator: Self.separator(bytes, start: start, path: path), path: path, start: start)
    columns = try Self.readHeader(&text)
    classIndex = try Self.classIndex(in: columns, named: classColumn, path: path)
    try Self.checkHeader(columns, classIndex: classIndex, path: path)
    classes = classNames ?? []
    mayAddClasses = classNames == nil
    indexOfClass = [:]
    for (index, name) in classes.enumerated() {
      guard indexOfClass.updateValue(Int32(index), forKey: name) == nil else { throw .duplicateClass(name: name) }
    }
  }

  /// Reads all rows.
  mutating func read() throws(DatasetError) -> (
    featureNames: [String], classNames: [String], features: [Float], labels: [Int32]
  ) {
    reserve()
    while text.beginRecord() { try readRow() }
    guard !labels.isEmpty else { throw .noRows(source: path) }
    if mayAddClasses { sortClasses() }
    var featureNames = columns
    featureNames.remove(at: classIndex)
    return (featureNames, classes, features, labels)
  }

  /// Room for as many rows as there can be.
  private mutating func reserve() {
    var lines = 1
    for byte in text.bytes where byte == ASCII.lineFeed || byte == ASCII.carriageReturn { lines += 1 }
    let rows = min(lines, text.bytes.count / (2 * columns.count) + 1)
    features.reserveCapacity(rows * (columns.count - 1))
    labels.reserveCapacity(rows)
  }

  private mutating func readRow() throws(DatasetError) {
    let line = text.line
    let last = columns.count - 1
    for column in 0...last {
      let boundary: SeparatedText.Boundary
      if column != classIndex, let (value, next) = text.nextNumber() {
        features.append(value)
        boundary = next
      } else {
        let field = try text.nextField(column: columns[column])
        boundary = field.boundary
        // A row of the wrong length first of all has the wrong length.
        if boundary == .record, column < last { throw ragged(line: line, fields: column + 1) }
        guard let content = text.text(field) else {
          throw .notText(path: path, whatItIs: "line \(line) is not UTF-8 text")
        }
        if column == classIndex {
          labels.append(try label(content, line: line))
        } else {
          features.append(try number(content, line: line, column: columns[column]))
        }
      }
      if boundary == .record, column < last { throw ragged(line: line, fields: column + 1) }
      if boundary == .field, column == last {
        var fields = columns.count + 1
        while try text.nextField(column: "\(fields)").boundary == .field { fields += 1 }
        throw ragged(line: line, fields: fields)
      }
    }
  }

  private func ragged(line: Int, fields: Int) -> DatasetError {
    .raggedRow(path: path, line: line, fields: fields, columns: columns.count)
  }

  /// A field that is not a plain number with nothing around it: blanks, quotes, or a mistake.
  private func number(_ content: String, line: Int, column: String) throws(DatasetError) -> Float {
    let trimmed = Self.trimmed(content)
    switch trimmed.lowercased() {
    case "", "?", "na", "n/a", "null", "none":
      throw .missingValue(path: path, line: line, column: column)
    case "nan", "+nan", "-nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity":
      throw .notFinite(path: path, line: line, column: column, text: trimmed)
    default: break
    }
    guard let value = Self.number(trimmed) else {
      throw .notANumber(path: path, line: line, column: column, text: String(trimmed.prefix(40)))
    }
    guard value.isFinite else { throw .notFinite(path: path, line: line, column: column, text: trimmed) }
    return value
  }

  private mutating func label(_ name: String, line: Int) throws(DatasetError) -> Int32 {
    if let index = indexOfClass[name] { return index }
    let column = columns[classIndex]
    if name.isEmpty || name == "?" { throw .missingValue(path: path, line: line, column: column) }
    guard mayAddClasses else {
      throw .unknownClass(path: path, line: line, column: column, text: name, classes: classes)
    }
    guard classes.count < Self.classLimit else {
      throw .tooManyClasses(path: path, column: column, limit: Self.classLimit)
    }
    let index = Int32(classes.count)
    classes.append(name)
    indexOfClass[name] = index
    return index
  }

  /// Puts the classes into order: as numbers where all are integers, otherwise as text.
  private mutating func sortClasses() {
    let numbers = classes.compactMap { Int($0) }
    let order: [Int]
    if numbers.count == classes.count {
      order = classes.indices.sorted { (numbers[$0], classes[$0]) < (numbers[$1], classes[$1]) }
    } else {
      order = classes.indices.sorted { classes[$0] < classes[$1] }
    }
    var rank = [Int32](repeating: 0, count: classes.count)
    for (place, index) in order.enumerated() { rank[index] = Int32(place) }
    classes = order.map { classes[$0] }
    for row in labels.indices { labels[row] = rank[Int(labels[row])] }
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
