import ArgumentParser
import LNQReport
import LNQStudies

/// `lnq compare`: two runs side by side.
struct CompareVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Show two runs side by side.",
    discussion: """
      It prints the settings in which they differ, and parameters, accuracy, loss, each class, hardware and time of both. \
      --html writes the same as a page, with the curves of both runs in one chart.
      """)

  @Argument(help: "A run directory, its name in the folder of the runs, or a model whose newest run is meant.")
  var first: String

  @Argument(help: "The other run.")
  var second: String

  @Option(
    help: ArgumentHelp(
      "Write a page too, a name that ends in .html, with the same as Markdown beside it.", valueName: "file"),
    completion: .file())
  var html: String?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let html, !html.hasSuffix(".html") || html.hasSuffix("/.html") || html == ".html" {
      throw ValidationError("--html \(html): choose a name that ends in .html")
    }
  }

  func execute(_ invocation: Invocation) throws {
    let runs = try [first, second].map { word in
      guard case .run(let run) = try ReportSubject(word, in: run.projectDir) else {
        throw CommandError.usage(
          "\(word) is a study; compare takes two runs: lnq report \(word) shows all of its trials")
      }
      return try RunFindings(reading: run)
    }
    let comparison = RunComparison(runs[0], runs[1])
    if let html { _ = try ReportFiles(htmlPath: html).write(comparison.document, invocation) }
    try invocation.console.print(comparison, asJSON: run.json)
  }
}
