import Foundation

/// A figure that gnuplot, Graphviz or lnq drew, made fit for other pages than its own.
public struct SVGDrawing: Equatable, Sendable {
  /// The `svg` element, from its tag on, without title.
  private let element: String
  /// The style sheet that a file needs; empty for a chart, which has its colours in itself.
  private let style: String
  /// The height of a chart in its own units; its width is that of all charts.
  private let height: Int

  /// Draws a diagram.
  public init(_ diagram: TimingDiagram) { (element, style, height) = (diagram.element, "", diagram.height) }

  /// Takes what gnuplot wrote; nil when that is not a drawing.
  ///
  /// Left out: the XML declaration, gnuplot's own titles, groups without contents.
  public init?(gnuplot text: String) {
    guard let start = text.range(of: "<svg"), let end = text.range(of: "</svg>", options: .backwards),
      start.lowerBound < end.lowerBound
    else { return nil }
    var lines: [Substring] = []
    for line in text[start.lowerBound..<end.upperBound].split(separator: "\n") {
      let trimmed = line.drop { $0 == "\t" || $0 == " " }
      if trimmed.isEmpty || trimmed.hasPrefix("xmlns:xlink") || trimmed.hasPrefix("<title>")
        || trimmed.hasPrefix("<desc>")
      {
        continue
      }
      if trimmed == "</g>", let last = lines.last, last.hasPrefix("<g "), last.hasSuffix(">"), !last.contains("</") {
        lines.removeLast()
        continue
      }
      lines.append(trimmed)
    }
    (style, height) = ("", GnuplotScript.size.height)
    element = Self.withoutPlotTitles(lines.joined(separator: "\n")).replacing("xlink:href=", with: "href=")
  }

  /// Takes what Graphviz wrote of a graph; nil when that is not a drawing.
  public init?(_ graph: GraphDrawing, drawn text: String) {
    guard let parts = graph.parts(of: text) else { return nil }
    (element, style, height) = (parts.head + parts.body, GraphDrawing.style, 0)
  }

  /// The element for a page that has other drawings too: with a title for screen readers, ids that begin with `name`, and the colours
  /// of the page's style sheet.
  public func inline(name: String, title: String, description: String) -> String {
    // A graph has the classes of the page's style sheet.
    let text = titled(title, description)
    return (style.isEmpty ? ChartStyle.themed(text) : text).replacing("id=\"", with: "id=\"\(name)-").replacing(
      "id='", with: "id='\(name)-"
    )
    .replacing("href='#", with: "href='#\(name)-").replacing("url(#", with: "url(#\(name)-")
  }

  /// A file of its own, with the legend below the drawing.
  public func file(title: String, description: String, legend: [LegendEntry] = []) -> String {
    let drawing = titled(title, description)
    let styled = style.isEmpty ? drawing : drawing.replacing("</title>", with: "</title>\n" + style, maxReplacements: 1)
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + with(legend, below: styled) + "\n"
  }

  /// How many letters a line of a legend has.
  private static let legendWidth = 58
  /// How high a line of a legend is.
  private static let legendHeight = 17

  /// Makes the drawing higher and writes the legend there.
  private func with(_ legend: [LegendEntry], below drawing: String) -> String {
    let size = (width: GnuplotScript.size.width, height: height)
    let box = "viewBox=\"0 0 \(size.width) \(size.height)\""
    guard !legend.isEmpty, drawing.contains(box), let end = drawing.range(of: "</svg>", options: .backwards) else {
      return drawing
    }
    var lines: [String] = []
    var y = size.height
    for entry in legend {
      lines.append("<g transform=\"translate(14,\(y))\">\(ChartStyle.sample(entry.sample))</g>")
      for line in Self.broken(entry.text) {
        lines.append(
          "<text x=\"58\" y=\"\(y + 12)\" font-family=\"sans-serif\" font-size=\"13\" fill=\"\(ChartStyle.ink)\">"
            + HTMLText.escaped(line) + "</text>")
        y += Self.legendHeight
      }
    }
    let height = y + 8
    let ground =
      "<rect x=\"0\" y=\"\(size.height)\" width=\"\(size.width)\" height=\"\(height - size.height)\" fill=\"\(ChartStyle.paper)\"/>"
    let whole = drawing[..<end.lowerBound] + ([ground] + lines).joined(separator: "\n") + "\n</svg>"
    return String(whole).replacing(box, with: "viewBox=\"0 0 \(size.width) \(height)\"")
  }

  /// The text in lines that fit, broken between words, and within a word that is longer than a line.
  private static func broken(_ text: String) -> [String] {
    var lines: [String] = [""]
    for word in text.split(separator: " ") {
      var word = word
      if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + 1 + word.count > legendWidth {
        lines.append("")
      }
      while word.count > legendWidth {
        lines[lines.count - 1] = String(word.prefix(legendWidth))
        lines.append("")
        word = word.dropFirst(legendWidth)
      }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines
  }

  private func titled(_ title: String, _ description: String) -> String {
    guard let head = element.firstIndex(of: ">") else { return element }
    let label = HTMLText.escaped(title + ". " + description)
    let role = style.isEmpty ? " role=\"img\"" : ""
    return "<svg\(role) aria-label=\"\(label)\"" + element[element.index(element.startIndex, offsetBy: 4)...head]
      + "\n<title>\(HTMLText.escaped(title))</title>" + element[element.index(after: head)...]
  }

  /// `<g id="gnuplot_plot_1" ><title>gnuplot_plot_1</title>` would be a tooltip.
  private static func withoutPlotTitles(_ text: String) -> String {
    var rest = text[...]
    var result = ""
    while let start = rest.range(of: "<title>"), let end = rest.range(of: "</title>") {
      result += rest[..<start.lowerBound]
      rest = rest[end.upperBound...]
    }
    return result + rest
  }
}
