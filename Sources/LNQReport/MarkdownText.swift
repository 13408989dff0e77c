/// Text inside of Markdown.
enum MarkdownText {
  /// `text` as one line in which no character has a meaning.
  static func escaped(_ text: String) -> String {
    var result = ""
    let characters = Array(text)
    func isWord(_ index: Int) -> Bool {
      characters.indices.contains(index) && (characters[index].isLetter || characters[index].isNumber)
    }
    for (index, character) in characters.enumerated() {
      switch character {
      case "\\", "`", "*", "<", ">", "|", "[", "]", "#", "~", "&": result += "\\" + String(character)
      // Between letters it has none.
      case "_" where !(isWord(index - 1) && isWord(index + 1)): result += "\\_"
      case _ where character.isNewline: result += " "
      default: result.append(character)
      }
    }
    return result
  }

  /// `text` as code within a line, in a fence that is longer than any that it contains.
  static func code(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    let fence = String(repeating: "`", count: longestRun(in: line) + 1)
    let padding = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
    return fence + padding + line + padding + fence
  }

  /// `text` as a block of code.
  static func codeBlock(_ text: String) -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(in: text) + 1))
    return "\(fence)\n\(text)\n\(fence)"
  }

  private static func longestRun(in text: String) -> Int {
    var (longest, run) = (0, 0)
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
