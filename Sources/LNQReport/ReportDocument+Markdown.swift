extension ReportDocument {
  /// The report in GitHub's Markdown.
  ///
  /// - Parameters:
  ///   - drawings: which charts there are.
  ///   - folder: where their files are, as `<folder>/<name>.svg`, relative to the report.
  public func markdown(_ drawings: ReportDrawings, folder: String) -> String {
    var parts = ["# " + MarkdownText.escaped(title)]
    if let subtitle { parts.append(MarkdownText.escaped(subtitle)) }
    if let absence = drawings.absence, !figures.isEmpty { parts.append(Self.note(absence)) }
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
