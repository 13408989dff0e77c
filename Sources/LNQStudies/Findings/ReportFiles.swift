import Foundation
import LNQFiles
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
      let charts = figures.compactMap { figure in
        drawn[figure.name].map {
          (
            name: figure.name + ".svg",
            text: $0.file(title: figure.title, description: figure.description, legend: figure.chart.legend)
          )
        }
      }
      try write(charts)
      count = charts.count
    }
    let folder = URL(fileURLWithPath: chartsPath).lastPathComponent
    try OutputFile.write(Data(document.markdown(drawings, folder: folder).utf8), to: markdownPath)
    try OutputFile.write(Data(document.html(drawings).utf8), to: htmlPath)
    return WrittenReport(title: document.title, html: htmlPath, markdown: markdownPath, charts: count, noCharts: reason)
  }

  /// Makes the folder hold these charts alone. A folder in which there is anything else is the user's: only the charts are
  /// written there.
  private func write(_ charts: [(name: String, text: String)]) throws(RunDirectoryError) {
    Leftovers.remove(in: chartsPath, URL(fileURLWithPath: htmlPath).deletingLastPathComponent().path)
    let present = (try? FileManager.default.contentsOfDirectory(atPath: chartsPath)) ?? []
    guard present.allSatisfy({ $0.hasSuffix(".svg") }) else {
      for (name, text) in charts { try OutputFile.write(Data(text.utf8), to: chartsPath + "/" + name) }
      return
    }
    guard !charts.isEmpty else { return }
    do {
      let folder = try WholeFolder(for: chartsPath)
      for (name, text) in charts { try folder.write(Data(text.utf8), to: name) }
      try folder.replace()
    } catch {
      throw RunDirectoryError(error)
    }
  }

  private static func draw(_ figures: [ReportFigure], tools: ToolSearch) -> ReportDrawings {
    let own: [String: SVGDrawing] = figures.reduce(into: [:]) { $0[$1.name] = $1.chart.drawing }
    let figures = figures.filter { own[$0.name] == nil }
    guard !figures.isEmpty else { return .drawn(own) }
    // Where gnuplot works.
    var path = ""
    do {
      let folder = try WorkFolder(in: FileManager.default.temporaryDirectory.path)
      path = folder.path
      let texts = try Gnuplot.draw(
        GnuplotScript(figures).text, names: figures.map(\.name), in: URL(fileURLWithPath: path), tools: tools)
      return .drawn(own.merging(texts.compactMapValues(SVGDrawing.init(gnuplot:))) { drawn, _ in drawn })
    } catch {
      // The folder has another name each time, and it is removed before anybody reads this.
      let problem = "\(error)".replacing("the log is \(path)/gnuplot.log", with: "")
      return .absent(
        reason: "The charts are left out: " + problem.trimmingCharacters(in: CharacterSet(charactersIn: "; \n")))
    }
  }
}

/// Where a report was written.
package struct WrittenReport: VerbReport {
  /// What it is about.
  let title: String
  /// The page.
  package let html: String
  /// The same as Markdown.
  package let markdown: String
  /// How many charts it has.
  package let charts: Int
  /// Why there are none; nil when there are.
  package let noCharts: String?

  package var summary: Summary {
    var summary = Summary(title)
    summary.add("page", html)
    summary.add("Markdown", markdown)
    summary.add("charts", NumberText.count(charts))
    return summary
  }
}

extension StudyFindings {
  /// Writes `results.csv` and `summary.csv`.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func writeData(into study: StudyDirectory) throws(RunDirectoryError) {
    for (name, text) in [("results.csv", resultsCSV), ("summary.csv", summaryCSV)] {
      try OutputFile.write(Data(text.utf8), to: study.path + "/" + name)
    }
  }
}

/// The report of a study, `report.html` and `report.md` in its folder: what `lnq sweep` and `lnq search` end with.
package enum StudyReport {
  /// Writes it again from the files of the study.
  ///
  /// Of a study whose trials did not change, every byte is the same again but for those in `<section class="times">`.
  /// - Parameters:
  ///   - additions: sections of the caller's, before the trials that are missing. Their figures need names that begin with
  ///     `additional-`.
  /// - Throws: `RunDirectoryError.damaged` for a damaged `study.json`, `.cannotWrite`.
  package static func write(
    _ study: StudyDirectory, additions: [ReportSection] = [], tools: ToolSearch
  ) throws(RunDirectoryError) -> WrittenReport {
    let findings = try StudyFindings(reading: study)
    try findings.writeData(into: study)
    let document = SubjectReport.document([findings.subjectReport(prefix: "", additions: additions)])
    return try ReportFiles(htmlPath: study.reportPath).write(document, tools: tools)
  }
}
