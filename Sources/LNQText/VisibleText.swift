/// Texts of files and command lines, made safe to show: what acts on a terminal or on the order of letters becomes visible.
public enum VisibleText {
  /// The longest message, in characters.
  public static let messageLimit = 2000

  /// `text` with each acting character as an escape, `\u{1B}`. Line ends and tabs stay.
  public static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { acts($0) && !isLayout($0) }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if acts(scalar), !isLayout(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// `text` with a blank for each acting character, on one line.
  public static func blanked(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { acts($0) ? " " : $0 }))
  }

  /// A message that a file may have made long: `escaped`, and of one with more than `messageLimit` characters the beginning,
  /// which says where, and the end, which says what to do.
  public static func message(_ text: String) -> String {
    let text = escaped(text)
    guard text.count > messageLimit else { return text }
    return "\(text.prefix(messageLimit * 3 / 4)) … \(text.suffix(messageLimit / 4 - 3))"
  }

  /// At most `limit` of `items` with commas between them, then how many more there are.
  public static func list(_ items: [String], limit: Int = 12) -> String {
    items.count <= limit
      ? items.joined(separator: ", ")
      : items.prefix(limit).joined(separator: ", ") + " and \(items.count - limit) more"
  }

  /// Whether a character does something else than to appear: controls, line and paragraph separators, marks that change the
  /// direction of text, and those of no width, but for the joiners of scripts and emoji.
  private static func acts(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
    case .format: return scalar != "\u{200C}" && scalar != "\u{200D}" && scalar != "\u{AD}"
    default: return false
    }
  }

  private static func isLayout(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\t" }
}
