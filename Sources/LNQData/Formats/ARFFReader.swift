/// Reads the header of an ARFF file, Weka's text format, and gives the reader of its rows.
///
/// Attributes are numeric (`numeric`, `real`, `integer`), nominal (`{a, b}`) or `string`; the class is nominal or a string. Nominal
/// values that are all numbers (`{0, 1}`) are these numbers. Classes are those of the attribute, in the order that classes have
/// everywhere else in lnq.
enum ARFFReader {
  private enum Kind {
    case number
    case nominal([String])
    /// `string`, `date` or `relational`.
    case other(String)

    /// What a sparse row means where it does not say the value: 0, or the first of the nominal values; nothing for others.
    var sparseDefault: String {
      switch self {
      case .number: "0"
      case .nominal(let names): names.first ?? ""
      case .other: ""
      }
    }

    /// What it is, for a sentence, where it cannot be a feature; nil for numbers.
    var whatItIs: String? {
      switch self {
      case .number: nil
      case .nominal(let names): names.allSatisfy { SourceText.number($0) != nil } ? nil : SourceText.list(names)
      case .other(let type): type
      }
    }
  }

  /// The rows of a file; they are not read yet.
  static func rows(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String, options given: ReadOptions
  ) throws(DatasetError) -> SeparatedRows {
    var columns: [String] = []
    var kinds: [Kind] = []
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 0
    while true {
      guard position < bytes.count else {
        throw .damaged(path: path, problem: "the line @data, after which the rows begin, is missing")
      }
      line += 1
      guard let text = nextLine(bytes, &position) else {
        throw .notText(path: path, whatItIs: "line \(line) is not UTF-8 text")
      }
      var rest = text[...]
      skipBlanks(&rest)
      if rest.isEmpty || rest.first == "%" { continue }
      let keyword = takeWord(&rest).lowercased()
      switch keyword {
      case "@relation": continue
      case "@data":
        try check(columns, path: path, line: line)
        return try rows(
          SeparatedText(bytes, dialect: .arff, path: path, start: position, line: line + 1), columns, kinds, given)
      case "@attribute":
        guard let name = takeName(&rest), let kind = kind(&rest) else {
          throw .damaged(
            path: path,
            problem:
              "line \(line): an attribute has a name and a type: numeric, real, integer, string, date or {a, b, …}")
        }
        columns.append(name)
        kinds.append(kind)
      default:
        throw .damaged(
          path: path, problem: "line \(line): @attribute or @data is expected, not “\(keyword.prefix(40))”")
      }
    }
  }

  private static func rows(
    _ text: SeparatedText, _ columns: [String], _ kinds: [Kind], _ given: ReadOptions
  ) throws(DatasetError) -> SeparatedRows {
    var options = given
    var roles = try ColumnRoles(columns, options: options, path: text.path)
    let texts = columns.indices.filter { roles.roles[$0] == .feature && kinds[$0].whatItIs != nil }
    if let first = texts.first {
      throw .textColumns(
        path: text.path, columns: texts.map { columns[$0] }, example: kinds[first].whatItIs ?? "",
        mayBeClass: roles.isClassGuessed)
    }
    for (role, kind) in zip(roles.roles, kinds) {
      if role == .classes, case .nominal(let names) = kind, given.classNames == nil {
        options.classNames = ClassVocabulary.sorted(ClassVocabulary.canonical(names))
      }
    }
    if let count = options.classNames?.count, count > ClassVocabulary.limit {
      throw .tooManyClasses(
        path: text.path, column: columns[roles.roles.firstIndex(of: .classes) ?? 0], limit: ClassVocabulary.limit)
    }
    if options != given { roles = try ColumnRoles(columns, options: options, path: text.path) }
    return try SeparatedRows(text, roles: roles, sparseDefaults: kinds.map(\.sparseDefault))
  }

  private static func check(_ columns: [String], path: String, line: Int) throws(DatasetError) {
    guard columns.count > 1 else {
      throw .damaged(
        path: path, problem: "line \(line): at least two attributes are needed, a feature and the class")
    }
    var seen: Set<String> = []
    for name in columns where !seen.insert(name).inserted {
      throw .damaged(path: path, problem: "two attributes are called \(name.prefix(40)): rename one")
    }
  }

  /// The text up to the end of the line, past which `position` moves; nil if it is not UTF-8.
  private static func nextLine(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> String? {
    let start = position
    while position < bytes.count, bytes[position] != ASCII.lineFeed, bytes[position] != ASCII.carriageReturn {
      position += 1
    }
    let line = bytes[start..<position]
    let isPair =
      position + 1 < bytes.count && bytes[position] == ASCII.carriageReturn && bytes[position + 1] == ASCII.lineFeed
    position += isPair ? 2 : 1
    return String(validating: line)
  }

  private static func skipBlanks(_ text: inout Substring) {
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
  }

  private static func takeWord(_ text: inout Substring) -> Substring {
    skipBlanks(&text)
    let word = text.prefix { $0 != " " && $0 != "\t" }
    text = text[word.endIndex...]
    return word
  }

  /// A name, with or without quotes; nil where there is none.
  private static func takeName(_ text: inout Substring, until ends: [Character] = [" ", "\t", "{"]) -> String? {
    skipBlanks(&text)
    guard let quote = text.first, quote == "'" || quote == "\"" else {
      let name = text.prefix { !ends.contains($0) }
      text = text[name.endIndex...]
      return name.isEmpty ? nil : String(name)
    }
    text.removeFirst()
    var name = ""
    while let character = text.popFirst() {
      if character == quote { return name.isEmpty ? nil : name }
      if character == "\\", let protected = text.popFirst() {
        name.append(protected)
      } else {
        name.append(character)
      }
    }
    return nil
  }

  private static func kind(_ text: inout Substring) -> Kind? {
    skipBlanks(&text)
    guard text.first == "{" else {
      // Bounds (`real[0,10]`), formats of dates and weights (`{0.5}`) follow, and do not matter.
      switch text.prefix(while: \.isLetter).lowercased() {
      case "numeric", "real", "integer": return .number
      case let type where ["string", "date", "relational"].contains(type): return .other("a " + type)
      default: return nil
      }
    }
    text.removeFirst()
    var names: [String] = []
    while true {
      guard let name = takeName(&text, until: [",", "}"]) else { return nil }
      // Blanks in front of a comma do not belong to the name.
      var end = name[...]
      while end.last == " " || end.last == "\t" { end.removeLast() }
      names.append(String(end))
      skipBlanks(&text)
      switch text.popFirst() {
      case ",": continue
      case "}": return .nominal(names)
      default: return nil
      }
    }
  }
}
