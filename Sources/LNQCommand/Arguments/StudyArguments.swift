import ArgumentParser
import Foundation
import LNQStudies
import LNQToolchain

/// What a study's rows are, where its trials run and where it is kept, on a command line.
struct StudyArguments: ParsableArguments {
  @OptionGroup var launch: LaunchArguments

  @OptionGroup var rowOptions: RowOptions

  @OptionGroup var run: RunOptions

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

/// Where the trials of a study run, on a command line.
struct LaunchArguments: ParsableArguments {
  enum LauncherName: String, ExpressibleByArgument, CaseIterable {
    case local
    case slurm
  }

  @Option(
    help: ArgumentHelp(
      "How many trials run side by side. Unless given, as many as there are processors, or as Slurm likes.",
      valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Where trials run: local, on this machine, or slurm, as a job array of a cluster whose nodes see this folder.",
      valueName: "name"))
  var launcher = LauncherName.local

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Further options for sbatch, with spaces between them: \"--partition=short --time=30\".", valueName: "words"))
  var slurmOptions: String?

  @Flag(help: "Try trials again that failed before.")
  var retryFailed = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): choose 1 or more") }
    if slurmOptions != nil, launcher != .slurm { throw ValidationError("--slurm-options is for --launcher slurm") }
  }

  /// How many trials run side by side on this machine.
  var localJobs: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  /// The launcher.
  ///
  /// - Throws: `ToolchainError.toolMissing`.
  func trialLauncher(for study: StudyDirectory, _ invocation: Invocation) throws -> any TrialLauncher {
    switch launcher {
    case .local:
      LocalLauncher(
        jobs: localJobs, program: invocation.program,
        environment: invocation.environment)
    case .slurm:
      try SlurmLauncher(
        study: study, jobs: jobs, options: (slurmOptions ?? "").split(separator: " ").map(String.init),
        program: invocation.program, tools: ToolSearch(environment: invocation.environment))
    }
  }

  /// Looks whether the launcher's programs are there, before anything is made.
  ///
  /// - Throws: `ToolchainError.toolMissing`.
  func check(_ environment: [String: String]) throws {
    guard launcher == .slurm else { return }
    for program in [Program.sbatch, .squeue, .scancel] { _ = try ToolSearch(environment: environment).find(program) }
  }
}
