import ArgumentParser
import Foundation
import LNQReport
import LNQStudies
import LNQToolchain

/// `lnq report`: what runs and studies found out, for people who were not there.
struct ReportVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a report of runs and studies: one HTML page, and the same as Markdown.",
    discussion: """
      The page needs no other file, no network and no scripts. It says what was run, with tables, curves, the confusion matrix, \
      and for quantized runs codes, agreement and area beside published designs. gnuplot draws the charts and Graphviz the network; without \
      them the tables remain.

      Several runs come in one table, and in one chart of each kind with a line a run, before each by itself.

      One run or study has its report in its own folder, report.html and report.md; several have it where --output says. \
      An existing report is written again; only the section of the times changes then.
      """)

  @Argument(
    help: "Run directories, studies, their names in the folder of the runs, or models whose newest run is meant.",
    completion: .runs)
  var subjects: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The page, a name that ends in .html; the Markdown stands beside it. Unless given, report.html in the run's or study's "
        + "folder, and for several in the folder of the runs.", valueName: "file"), completion: .file())
  var output: String?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let output, !output.hasSuffix(".html") || output.hasSuffix("/.html") || output == ".html" {
      throw ValidationError("--output \(output): choose a name that ends in .html")
    }
  }

  func execute(_ invocation: Invocation) throws {
    let found = try subjects.map { try ReportSubject($0, in: run.projectDir) }
    let document = try ReportSubject.document(of: found)
    let folder = found.count == 1 ? found[0].path : run.projectDir
    let files = ReportFiles(htmlPath: output ?? folder + "/report.html")
    try invocation.console.print(files.write(document, invocation), asJSON: run.json)
  }
}

extension ReportFiles {
  /// Writes a report with the tools of this invocation; standard error says why it has no charts.
  func write(_ document: ReportDocument, _ invocation: Invocation) throws -> WrittenReport {
    let written = try write(document, tools: ToolSearch(environment: invocation.environment))
    if let reason = written.noCharts { invocation.console.tell(reason + "\n") }
    return written
  }
}

extension StudyReport {
  /// Writes the report of a study in the same way.
  static func write(
    _ study: StudyDirectory, additions: [ReportSection] = [], _ invocation: Invocation
  ) throws -> WrittenReport {
    let written = try write(study, additions: additions, tools: ToolSearch(environment: invocation.environment))
    if let reason = written.noCharts { invocation.console.tell(reason + "\n") }
    return written
  }
}
