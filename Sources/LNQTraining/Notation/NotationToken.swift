/// A word of the model notation.
struct NotationToken: Equatable {
  /// What kind of word.
  enum Kind: Equatable {
    /// `Linear`, `torch.nn.ReLU`, `bias`, `True`.
    case name(String)
    /// `16`, `-1`, `1e-5`, `.1`, as spelled.
    case number(String)
    /// `'same'` or `"data/jets.csv"`, without the quotes.
    case text(String)
    /// `(`, `)`, `,` or `=`.
    case mark(Character)
    /// The end of a line that held a word.
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

  /// Splits `text` into words. Comments run from `#` to the end of the line; LF and CRLF both end lines.
  ///
  /// - Throws: the line and the first character that no word can contain.
  static func tokens(of text: String) throws(UnexpectedCharacter) -> [NotationToken] {
    var tokens: [NotationToken] = []
    var line = 1
    var rest = Substring(text).unicodeScalars
    if rest.first == "\u{FEFF}" { rest.removeFirst() }
    while let scalar = rest.first {
      switch scalar {
      case "\n":
        tokens.append(NotationToken(kind: .newline, line: line))
        line += 1
        rest.removeFirst()
      case " ", "\t", "\r":
        rest.removeFirst()
      case "#":
        rest = rest.drop { $0 != "\n" }
      case "(", ")", ",", "=":
        tokens.append(NotationToken(kind: .mark(Character(scalar)), line: line))
        rest.removeFirst()
      case "'", "\"":
        let text = rest.dropFirst().prefix { isWordPart($0) || $0 == "/" }
        guard rest[text.endIndex...].first == scalar else {
          throw UnexpectedCharacter(character: Character(scalar), line: line)
        }
        rest = rest[text.endIndex...].dropFirst()
        tokens.append(NotationToken(kind: .text(String(text)), line: line))
      default:
        let word = rest.prefix { isWordPart($0) }
        guard let first = word.first else { throw UnexpectedCharacter(character: Character(scalar), line: line) }
        rest = rest[word.endIndex...]
        let spelled = String(word)
        let isName = first.properties.isAlphabetic || first == "_"
        tokens.append(NotationToken(kind: isName ? .name(spelled) : .number(spelled), line: line))
      }
    }
    tokens.append(NotationToken(kind: .end, line: line))
    return tokens
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "+", "-": true
    default: false
    }
  }

  /// A character that the notation has no use for.
  struct UnexpectedCharacter: Error {
    let character: Character
    let line: Int
  }
}
