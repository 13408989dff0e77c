import ArgumentParser
import LNQStudies

/// What a study's rows are, where its trials run and where it is kept, on a command line.
struct StudyArguments: ParsableArguments {
  @OptionGroup var launch: LaunchArguments

  @Option(help: ArgumentHelp("How many rows jsc-synth has; 986806 unless given.", valueName: "n"))
  var rows: Int?

  @Option(help: ArgumentHelp("The column of a file that has the classes.", valueName: "name"))
  var classColumn: String?

  @OptionGroup var data: DataOptions

  @OptionGroup var run: RunOptions

  /// What opens the rows of a study.
  ///
  /// - Parameter argument: DATASET, or what the models are meant for.
  /// - Throws: what `DatasetRequest.init` throws.
  func request(_ argument: String?, _ environment: [String: String]) throws -> DatasetRequest {
    try DatasetRequest(argument: argument, rows: rows, classColumn: classColumn, cache: data.cache(environment))
  }

  /// What runs the trials of a session.
  ///
  /// - Throws: `ToolchainError.toolMissing`.
  func runner(for session: StudySession, _ invocation: Invocation) throws -> TrialRunner {
    TrialRunner(
      session: session, launcher: try launch.trialLauncher(for: session.directory, invocation),
      retriesFailed: launch.retryFailed, words: invocation.words, observer: invocation.console,
      listener: invocation.stopRequests.listen())
  }
}
