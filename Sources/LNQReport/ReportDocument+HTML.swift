import Foundation

extension ReportDocument {
  /// The report as one page that needs nothing else: no scripts, no fonts, no images from elsewhere.
  ///
  /// Everything that differs from run to run is in `<section class="times">`, its cells and values in elements
  /// of the class `time`.
  public func html(_ drawings: ReportDrawings) -> String {
    var writer = HTMLWriter(drawings: drawings)
    writer.write(self)
    return writer.text
  }
}

/// Prints a document; the anchors that it has given out are its state.
private struct HTMLWriter {
  let drawings: ReportDrawings
  private(set) var text = ""
  private var anchors: Set<String> = []

  init(drawings: ReportDrawings) {
    self.drawings = drawings
  }

  mutating func write(_ document: ReportDocument) {
    line("<!DOCTYPE html>")
    line("<html lang=\"en\">")
    line("<head>")
    line("<meta charset=\"utf-8\">")
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
    line("<meta name=\"color-scheme\" content=\"light dark\">")
    line("<title>\(escaped(document.title))</title>")
    line("<style>")
    line(ReportStyle.css)
    line("</style>")
    line("</head>")
    line("<body>")
    line("<header>")
    line("<h1>\(escaped(document.title))</h1>")
    if let subtitle = document.subtitle { line("<p class=\"subtitle\">\(escaped(subtitle))</p>") }
    line("</header>")
    let targets = document.sections.map { anchor(of: $0.title) }
    if document.sections.count > 2 {
      line("<nav aria-label=\"Contents\">")
      line("<ul>")
      for (section, target) in zip(document.sections, targets) {
        line("<li><a href=\"#\(target)\">\(escaped(section.title))</a></li>")
      }
      line("</ul>")
      line("</nav>")
    }
    line("<main>")
    if !document.figures.isEmpty {
      for absence in drawings.absences { line("<p class=\"note\">\(escaped(absence))</p>") }
    }
    for (section, target) in zip(document.sections, targets) {
      write(section, level: 2, anchor: target, isTimes: false)
    }
    line("</main>")
    line("</body>")
    line("</html>")
  }

  private mutating func write(_ section: ReportSection, level: Int, anchor target: String, isTimes: Bool) {
    let isTimes = isTimes || section.kind == .times
    let level = min(level, 6)
    line("<section id=\"\(target)\"\(isTimes ? " class=\"times\"" : "")>")
    line("<h\(level)>\(escaped(section.title))</h\(level)>")
    for block in section.blocks { write(block, isTimes: isTimes) }
    for inner in section.sections { write(inner, level: level + 1, anchor: anchor(of: inner.title), isTimes: isTimes) }
    line("</section>")
  }

  private mutating func write(_ block: ReportBlock, isTimes: Bool) {
    switch block {
    case .paragraph(let text): line("<p>\(escaped(text))</p>")
    case .note(let text): line("<p class=\"note\">\(escaped(text))</p>")
    case .code(let text): line("<pre><code>\(escaped(text))</code></pre>")
    case .list(let items):
      guard !items.isEmpty else { return }
      line("<ul>")
      for item in items { line("<li>\(escaped(item))</li>") }
      line("</ul>")
    case .facts(let facts):
      guard !facts.isEmpty else { return }
      line("<dl>")
      for fact in facts {
        let value = fact.isCode ? "<code>\(escaped(fact.value))</code>" : escaped(fact.value)
        line("<dt>\(escaped(fact.label))</dt>")
        line("<dd\(isTimes ? " class=\"time\"" : "")>\(value)</dd>")
      }
      line("</dl>")
    case .table(let table): write(table, isTimes: isTimes)
    case .figures(let figures):
      let drawn = figures.compactMap { figure in drawings[figure].map { (figure, $0) } }
      guard !drawn.isEmpty else { return }
      line("<div class=\"figures\">")
      for (figure, drawing) in drawn {
        line("<figure>")
        line(drawing.inline(name: figure.name, title: figure.title, description: figure.description))
        write(figure.chart.legend)
        line("<figcaption>\(escaped(figure.title))</figcaption>")
        line("</figure>")
      }
      line("</div>")
    }
  }

  /// What the lines and marks of a drawing mean.
  private mutating func write(_ legend: [LegendEntry]) {
    guard !legend.isEmpty else { return }
    line("<ul class=\"legend\">")
    for entry in legend {
      let sample = ChartStyle.themed(ChartStyle.sample(entry.sample))
      line(
        "<li><svg class=\"sample\" viewBox=\"0 0 36 14\" width=\"36\" height=\"14\" aria-hidden=\"true\">\(sample)</svg>"
          + "<span>\(escaped(entry.text))</span></li>")
    }
    line("</ul>")
  }

  private mutating func write(_ table: ReportTable, isTimes: Bool) {
    line("<div class=\"table\">")
    line("<p class=\"caption\">\(escaped(table.caption))</p>")
    line("<div class=\"scroll\" role=\"region\" aria-label=\"\(escaped(table.caption))\" tabindex=\"0\">")
    line("<table>")
    line("<thead>")
    let head = table.columns.map {
      "<th scope=\"col\"\($0.isNumeric ? " class=\"number\"" : "")>\(escaped($0.title))</th>"
    }
    line("<tr>\(head.joined())</tr>")
    line("</thead>")
    line("<tbody>")
    for row in table.rows {
      let cells = zip(row, table.columns).enumerated().map { index, pair in
        let (cell, column) = pair
        if index == 0 {
          let isShort = cell.text.count <= Self.shortName
          return "<th scope=\"row\"\(isShort ? " class=\"short\"" : "")>\(escaped(cell.text))</th>"
        }
        var classes = [column.isNumeric ? "number" : "text"]
        if isTimes { classes.append("time") }
        if let shade = cell.shade, shade > 0.55 { classes.append("dark") }
        return "<td class=\"\(classes.joined(separator: " "))\"\(Self.style(cell.shade))>\(escaped(cell.text))</td>"
      }
      line("<tr>\(cells.joined())</tr>")
    }
    line("</tbody>")
    line("</table>")
    line("</div>")
    line("</div>")
  }

  /// Up to so many letters the name of a row stays on one line, also where it has hyphens.
  private static let shortName = 22

  private static func style(_ shade: Double?) -> String {
    guard let shade else { return "" }
    return String(format: " style=\"background-color:rgba(0,114,178,%.2f)\"", min(1, max(0, shade)))
  }

  /// A heading as an anchor: lower case, `-` for all else than letters and digits, a number where it was given out before.
  private mutating func anchor(of title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = "s-" + words.joined(separator: "-")
    var number = 1
    while !anchors.insert(number == 1 ? name : "\(name)-\(number)").inserted { number += 1 }
    return number == 1 ? name : "\(name)-\(number)"
  }

  private func escaped(_ text: String) -> String { HTMLText.escaped(text) }

  private mutating func line(_ content: String) { text += content + "\n" }
}

/// Text inside of HTML and SVG.
enum HTMLText {
  /// `text` with the five characters that have a meaning there written as references; other control characters than line ends
  /// and tabs, which no page may contain, as U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
