import ArgumentParser
import LNQStudies

/// Where the verbs find runs, and how they print.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the runs.", valueName: "dir"))
  var projectDir = "lnq_output"

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  /// Whether a folder in that of the runs can have this name.
  ///
  /// - Throws: `ValidationError`.
  func check(project: String?) throws {
    if let project, RunDirectory.fileName(project) != project {
      throw ValidationError("--project \(project): a name has letters, digits, '.', '_' and '-' only")
    }
  }
}
