/// A word of the model notation.
struct NotationToken: Equatable {
  /// What kind of word.
  enum Kind: Equatable {
    /// `Linear`, `torch.nn.ReLU`, `bias`, `True`.
    case name(String)
    /// `16`, `1e-5`, `.1`, as spelled.
    case number(String)
    /// `'same'` or `"data/jets.csv"`, without the quotes; also of three quotes.
    case text(String)
    /// `(`, `)`, `,`, `=`, or whatever else stands alone.
    case mark(Character)
    /// The end of a line.
    case newline
    /// The end of the text.
    case end

    /// How an error sentence calls it.
    var description: String {
      switch self {
      case .name(let text), .number(let text): "\"\(text)\""
      case .text(let text): "\"'\(text)'\""
      case .mark(let mark): "\"\(mark)\""
      case .newline: "the end of the line"
      case .end: "the end of the file"
      }
    }
  }

  /// What it is.
  let kind: Kind
  /// Where it stands, from 1.
  let line: Int

  /// Splits `text` into words. Comments run from `#` to the end of the line; LF and CRLF both end lines. Lines that begin with
  /// three backquotes, as Markdown has them around code, hold no word. A character that no word contains is a mark.
  static func tokens(of text: String) -> [NotationToken] {
    var tokens: [NotationToken] = []
    var line = 1
    var rest = Substring(text).unicodeScalars
    if rest.first == "\u{FEFF}" { rest.removeFirst() }
    var isLineStart = true
    while let scalar = rest.first {
      defer { isLineStart = scalar == "\n" || isLineStart && (scalar == " " || scalar == "\t") }
      switch scalar {
      case "\n":
        tokens.append(NotationToken(kind: .newline, line: line))
        line += 1
        rest.removeFirst()
      case " ", "\t", "\r":
        rest.removeFirst()
      case "#":
        rest = rest.drop { $0 != "\n" }
      case "`" where isLineStart && rest.starts(with: "```".unicodeScalars):
        rest = rest.drop { $0 != "\n" }
      case "'", "\"":
        let first = line
        if let text = quoted(&rest, by: scalar, line: &line) {
          tokens.append(NotationToken(kind: .text(text), line: first))
        } else {
          tokens.append(NotationToken(kind: .mark(Character(scalar)), line: line))
          rest.removeFirst()
        }
      default:
        guard let word = word(rest) else {
          tokens.append(NotationToken(kind: .mark(Character(scalar)), line: line))
          rest.removeFirst()
          continue
        }
        rest = rest[word.endIndex...]
        tokens.append(NotationToken(kind: isDigit(word) ? .number(String(word)) : .name(String(word)), line: line))
      }
    }
    tokens.append(NotationToken(kind: .end, line: line))
    return tokens
  }

  /// Whether a text in quotes is one that arguments can be: a word or a path.
  static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { isWordPart($0) || ["/", "+", "-"].contains($0) }
  }

  /// The text between quotes, one or three of them; nil, and nothing taken, where they do not end.
  private static func quoted(
    _ rest: inout Substring.UnicodeScalarView, by quote: Unicode.Scalar, line: inout Int
  ) -> String? {
    let isLong = rest.starts(with: [quote, quote, quote])
    let end = isLong ? [quote, quote, quote] : [quote]
    var inner = rest.dropFirst(end.count)
    var (text, lines) = (String.UnicodeScalarView(), 0)
    while let scalar = inner.first, !inner.starts(with: end) {
      if scalar == "\n" {
        guard isLong else { return nil }
        lines += 1
      }
      text.append(scalar)
      inner.removeFirst()
      if scalar == "\\", let escaped = inner.first, escaped != "\n" {
        text.append(escaped)
        inner.removeFirst()
      }
    }
    guard !inner.isEmpty else { return nil }
    rest = inner.dropFirst(end.count)
    line += lines
    return String(text)
  }

  /// The name or number that begins here; nil where none does. The sign of an exponent belongs to its number.
  private static func word(_ rest: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
    var end = rest.startIndex
    while end < rest.endIndex {
      let isSign = rest[end] == "-" || rest[end] == "+"
      let soFar = rest[..<end]
      guard isWordPart(rest[end]) || isSign && (soFar.last == "e" || soFar.last == "E") && isMantissa(soFar.dropLast())
      else { break }
      end = rest.index(after: end)
    }
    return end == rest.startIndex ? nil : rest[..<end]
  }

  private static func isMantissa(_ word: Substring.UnicodeScalarView) -> Bool {
    !word.isEmpty && word.allSatisfy { ("0"..."9").contains($0) || $0 == "." }
  }

  /// `16` and `.1` are numbers; `.relu` is a name.
  private static func isDigit(_ word: Substring.UnicodeScalarView) -> Bool {
    guard let first = word.first else { return false }
    return ("0"..."9").contains(first == "." ? word.dropFirst().first ?? "0" : first)
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", ".": true
    default: false
    }
  }
}
