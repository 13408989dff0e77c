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

  /// Draws the figures and writes everything. Without gnuplot, or when it fails, there are no charts, without Graphviz no drawings of
  /// networks, and the report says why.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func write(_ document: ReportDocument, tools: ToolSearch) throws(RunDirectoryError) -> WrittenReport {
    let figures = document.figures
    let drawings = Self.draw(figures, tools: tools)
    let files = figures.compactMap { figure in
      drawings.drawings[figure.name].map {
        (
          name: figure.name + ".svg",
          text: $0.file(title: figure.title, description: figure.description, legend: figure.chart.legend)
        )
      }
    }
    if !files.isEmpty { try write(files) }
    let folder = URL(fileURLWithPath: chartsPath).lastPathComponent
    try OutputFile.write(Data(document.markdown(drawings, folder: folder).utf8), to: markdownPath)
    try OutputFile.write(Data(document.html(drawings).utf8), to: htmlPath)
    return WrittenReport(
      title: document.title, html: htmlPath, markdown: markdownPath, charts: files.count,
      noCharts: drawings.absences.isEmpty ? nil : drawings.absences.joined(separator: "\n"))
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
    let charts = figures.filter { $0.chart.painter == .gnuplot }
    let drawnCharts = drawings("charts", ofNone: charts.isEmpty) { folder in
      let texts = try Gnuplot.draw(GnuplotScript(charts).text, names: charts.map(\.name), in: folder, tools: tools)
      return texts.compactMapValues(SVGDrawing.init(gnuplot:))
    }
    var own: [String: SVGDrawing] = [:]
    for case let (name, .timing(diagram)) in figures.map({ ($0.name, $0.chart) }) { own[name] = SVGDrawing(diagram) }
    let graphs = figures.compactMap { figure in
      if case .graph(let graph) = figure.chart { (figure, graph) } else { nil }
    }
    return drawnCharts.merging(.drawn(own)).merging(
      drawings("drawings of networks", ofNone: graphs.isEmpty) { folder in
        var drawings: [String: SVGDrawing] = [:]
        for (figure, graph) in graphs {
          drawings[figure.name] = SVGDrawing(graph, drawn: try Graphviz.draw(graph.dot, in: folder, tools: tools))
        }
        return drawings
      })
  }

  /// What a program draws in a folder of its own, or why it does not.
  private static func drawings(
    _ what: String, ofNone: Bool, by draw: (URL) throws -> [String: SVGDrawing]
  ) -> ReportDrawings {
    guard !ofNone else { return .drawn([:]) }
    var path = ""
    do {
      let folder = try WorkFolder(in: FileManager.default.temporaryDirectory.path)
      path = folder.path
      return .drawn(try draw(URL(fileURLWithPath: path)))
    } catch {
      // The folder has another name each time, and it is removed before anybody reads this.
      let problem = "\(error)".replacing("the log is \(path)/gnuplot.log", with: "")
        .replacing("the log is \(path)/dot.log", with: "")
      return .absent(
        reason: "The \(what) are left out: " + problem.trimmingCharacters(in: CharacterSet(charactersIn: "; \n")))
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
