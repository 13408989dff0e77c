import Foundation

/// A chart that gnuplot drew, made fit for other pages than its own.
public struct SVGDrawing: Equatable, Sendable {
  /// The `svg` element, from its tag on, without title.
  private let element: String

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
    element = Self.withoutPlotTitles(lines.joined(separator: "\n")).replacing("xlink:href=", with: "href=")
  }

  /// The element for a page that has other drawings too: with a title for screen readers, and ids that begin with `name`.
  public func inline(name: String, title: String, description: String) -> String {
    titled(title, description).replacing("id=\"", with: "id=\"\(name)-").replacing("id='", with: "id='\(name)-")
      .replacing("href='#", with: "href='#\(name)-").replacing("url(#", with: "url(#\(name)-")
  }

  /// A file of its own.
  public func file(title: String, description: String) -> String {
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + titled(title, description) + "\n"
  }

  private func titled(_ title: String, _ description: String) -> String {
    guard let head = element.firstIndex(of: ">") else { return element }
    let label = HTMLText.escaped(title + ". " + description)
    return "<svg role=\"img\" aria-label=\"\(label)\"" + element[element.index(element.startIndex, offsetBy: 4)...head]
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
