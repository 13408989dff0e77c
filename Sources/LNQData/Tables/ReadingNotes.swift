import LNQText

/// What a reader made of a file that the file does not say itself; every import and every training says it.
public struct ReadingNotes: Hashable, Sendable, Codable {
  /// Something in the file that is not in the table.
  public struct LeftOut: Hashable, Sendable, Codable {
    /// The name of a column or an array, or what it is: `12 rows`.
    public let name: String
    /// Why: `it counts the rows`.
    public let reason: String

    /// Puts the two together.
    public init(name: String, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  /// Where the classes are: `column class, by its name`.
  public var classSource: String
  /// What is not in the table.
  public var leftOut: [LeftOut]
  /// What may be wrong with the columns that are.
  public var warnings: [String]

  /// Puts the parts together.
  public init(classSource: String, leftOut: [LeftOut] = [], warnings: [String] = []) {
    self.classSource = classSource
    self.leftOut = leftOut
    self.warnings = warnings
  }

  /// The same with more that was left out.
  func leavingOut(_ more: [LeftOut]) -> ReadingNotes {
    ReadingNotes(classSource: classSource, leftOut: leftOut + more, warnings: warnings)
  }

  /// The same with these warnings instead of those that it has.
  func warning(_ warnings: [String]) -> ReadingNotes {
    ReadingNotes(classSource: classSource, leftOut: leftOut, warnings: warnings)
  }

  /// One line: `Unnamed: 0 (it counts the rows); a, b (--leave-out names it)`; nil when everything is in the table.
  public var leftOutText: String? {
    var groups: [(reason: String, names: [String])] = []
    for entry in leftOut {
      if groups.last?.reason == entry.reason {
        groups[groups.count - 1].names.append(entry.name)
      } else {
        groups.append((entry.reason, [entry.name]))
      }
    }
    let texts = groups.map { "\(SourceText.list($0.names)) (\($0.reason))" }
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }
}

/// Texts of files in sentences of lnq.
enum SourceText {
  /// At most 40 characters.
  static func short(_ text: String) -> String {
    text.count > 40 ? text.prefix(39) + "…" : text
  }

  /// At most 30 of them, each shortened.
  static func list(_ texts: [String]) -> String {
    VisibleText.list(texts.map(short), limit: 30)
  }

  /// Names as one word of a command line.
  static func word(_ names: [String]) -> String {
    let text = names.joined(separator: ",")
    return text.allSatisfy { $0.isLetter || $0.isNumber || ",._-".contains($0) } ? text : "'" + text + "'"
  }

  /// Whether a field is a spelling of a missing value, as pandas writes and reads them, in any case.
  static func isMissing(_ text: String) -> Bool {
    missing.contains(text.lowercased())
  }

  private static let missing: Set<String> = [
    "", "?", "na", "n/a", "<na>", "#na", "#n/a", "#n/a n/a", "nan", "+nan", "-nan", "nat", "null", "none", "(null)",
    "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan",
  ]

  /// The integer that a text means, whichever way it is written: `1`, `1.0`, `1e0`. nil for any other text, and beyond
  /// 2^53, where 64-bit floats leave integers out, for all but plain digits.
  static func wholeNumber(_ text: String) -> Int? {
    if let integer = Int(text) { return integer }
    guard let value = number(text), abs(value) <= 0x1p53 else { return nil }
    return Int(exactly: value)
  }

  /// The number that a whole text is; nil if it is none.
  static func number(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { bytes in
      var position = 0
      guard let value = DecimalParser.parse(bytes, &position, end: bytes.count), position == bytes.count else {
        return nil
      }
      return value
    }
  }
}
