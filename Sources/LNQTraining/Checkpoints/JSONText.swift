/// JSON that is written by hand, where the bytes must not depend on a library's version.
enum JSONText {
  /// A string literal: quotes, backslashes and control characters are escaped, all else is UTF-8.
  static func quoted(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\t": literal += "\\t"
      case "\r": literal += "\\r"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }

  /// An array of elements that are JSON already.
  static func array(_ elements: [String]) -> String { "[\(elements.joined(separator: ","))]" }
}
