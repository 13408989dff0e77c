import ArgumentParser
import LNQReport
import LNQStudies

/// `lnq compare`: runs side by side.
struct CompareVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Show runs side by side.",
    discussion: """
      It prints the settings in which they differ, and parameters, accuracy, loss, each class, hardware and time of all. \
      --html writes the same as a page, with the curves of all runs in one chart.
      """)

  @Argument(
    help: "Two run directories or more, their names in the folder of the runs, or models whose newest run is meant.",
    completion: .runs)
  var runs: [String]

  @Option(
    help: ArgumentHelp(
      "Write a page too, a name that ends in .html, with the same as Markdown beside it.", valueName: "file"),
    completion: .file())
  var html: String?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if runs.count < 2 {
      throw ValidationError("there is one run only: name two or more, lnq compare \(runs.joined(separator: " ")) OTHER")
    }
    if let html, !html.hasSuffix(".html") || html.hasSuffix("/.html") || html == ".html" {
      throw ValidationError("--html \(html): choose a name that ends in .html")
    }
  }

  func execute(_ invocation: Invocation) throws {
    let found = try runs.map { word in
      guard case .run(let run) = try ReportSubject(word, in: run.projectDir) else {
        throw CommandError.usage(
          "\(word) is a study; compare takes runs: lnq report \(word) shows all of its trials")
      }
      return try RunFindings(reading: run)
    }
    let comparison = RunComparison(found)
    if let html { _ = try ReportFiles(htmlPath: html).write(comparison.document, invocation) }
    try invocation.console.print(comparison, asJSON: run.json)
  }
}
