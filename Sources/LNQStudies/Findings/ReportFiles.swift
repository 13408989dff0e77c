import Foundation
import LNQReport
import LNQToolchain

/// Where a report is: `<stem>.html`, `<stem>.md`, and the charts that the Markdown refers to in `<stem>/`.
package struct ReportFiles {
  /// The page, which needs no other file.
  package let htmlPath: String

  /// Where the page is to be.
  package init(htmlPath: String) { self.htmlPath = htmlPath }

  /// The same as Markdown.
  var markdownPath: String { stem + ".md" }
  /// The folder of the Markdown's charts.
  var chartsPath: String { stem }

  private var stem: String { htmlPath.hasSuffix(".html") ? String(htmlPath.dropLast(5)) : htmlPath }

  /// Draws the charts and writes everything. Without gnuplot, or when it fails, there are no charts, and the report says why.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func write(_ document: ReportDocument, tools: ToolSearch) throws(RunDirectoryError) -> WrittenReport {
    let figures = document.figures
    let drawings = Self.draw(figures, tools: tools)
    var reason: String?
    var count = 0
    switch drawings {
    case .absent(let sentence):
      reason = sentence
    case .drawn(let drawn):
      for figure in figures {
        guard let drawing = drawn[figure.name] else { continue }
        let text = drawing.file(title: figure.title, description: figure.description)
        try OutputFile.write(Data(text.utf8), to: "\(chartsPath)/\(figure.name).svg")
        count += 1
      }
    }
    let folder = URL(fileURLWithPath: chartsPath).lastPathComponent
    try OutputFile.write(Data(document.markdown(drawings, folder: folder).utf8), to: markdownPath)
    try OutputFile.write(Data(document.html(drawings).utf8), to: htmlPath)
    return WrittenReport(title: document.title, html: htmlPath, markdown: markdownPath, charts: count, noCharts: reason)
  }

  private static func draw(_ figures: [ReportFigure], tools: ToolSearch) -> ReportDrawings {
    guard !figures.isEmpty else { return .drawn([:]) }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lnq-charts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let texts = try Gnuplot.draw(GnuplotScript(figures).text, names: figures.map(\.name), in: folder, tools: tools)
      return .drawn(texts.compactMapValues(SVGDrawing.init(gnuplot:)))
    } catch {
      // The folder's name is another one each time, and it is gone when somebody reads this.
      let problem = "\(error)".replacing("the log is \(folder.path)/gnuplot.log", with: "")
      return .absent(
        reason: "The charts are left out: " + problem.trimmingCharacters(in: CharacterSet(charactersIn: "; \n")))
    }
  }
}
