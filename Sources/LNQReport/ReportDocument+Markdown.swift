extension ReportDocument {
  /// The report in GitHub's Markdown.
  ///
  /// - Parameters:
  ///   - drawings: which charts there are.
  ///   - folder: where their files are, as `<folder>/<name>.svg`, relative to the report.
  public func markdown(_ drawings: ReportDrawings, folder: String) -> String {
    var parts = ["# " + MarkdownText.escaped(title)]
    if let subtitle { parts.append(MarkdownText.escaped(subtitle)) }
    if !figures.isEmpty { parts += drawings.absences.map(Self.note) }
    for section in sections { parts += Self.parts(of: section, level: 2, drawings, folder) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func parts(
    of section: ReportSection, level: Int, _ drawings: ReportDrawings, _ folder: String
  ) -> [String] {
    [String(repeating: "#", count: level) + " " + MarkdownText.escaped(section.title)]
      + section.blocks.flatMap { parts(of: $0, drawings, folder) }
      + section.sections.flatMap { parts(of: $0, level: level + 1, drawings, folder) }
  }

  private static func parts(of block: ReportBlock, _ drawings: ReportDrawings, _ folder: String) -> [String] {
    switch block {
    case .paragraph(let text): [MarkdownText.escaped(text)]
    case .note(let text): [note(text)]
    case .code(let text): [MarkdownText.codeBlock(text)]
    case .list(let items): [items.map { "- " + MarkdownText.escaped($0) }.joined(separator: "\n")]
    case .facts(let facts):
      [
        facts.map { fact in
          "- **\(MarkdownText.escaped(fact.label))**: "
            + (fact.isCode ? MarkdownText.code(fact.value) : MarkdownText.escaped(fact.value))
        }.joined(separator: "\n")
      ]
    case .table(let table): ["**" + MarkdownText.escaped(table.caption) + "**", lines(of: table)]
    case .figures(let figures):
      figures.filter { drawings[$0] != nil }.map {
        "![\(MarkdownText.escaped($0.title + ". " + $0.description))](\(folder)/\($0.name).svg)"
      }
    }
  }

  private static func note(_ text: String) -> String { "> **Note:** " + MarkdownText.escaped(text) }

  private static func lines(of table: ReportTable) -> String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    return
      ([
        row(table.columns.map { MarkdownText.escaped($0.title) }),
        row(table.columns.map { $0.isNumeric ? "--:" : "---" }),
      ]
      + table.rows.map { row($0.map { MarkdownText.escaped($0.text) }) }).joined(separator: "\n")
  }
}

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
