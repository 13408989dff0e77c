import ArgumentParser
import LNQStudies

/// A subcommand of lnq. Its stored properties are its command line; `execute` does the work.
protocol Verb: ParsableCommand {
  /// Does the work, and prints to the invocation's console alone.
  ///
  /// - Throws: Any error of lnq's modules; `Outcome.of` says which exit code each has.
  func execute(_ invocation: Invocation) throws
}

/// One run of the program, from outside: its words, its environment and where it prints.
struct Invocation {
  /// The words after the program's name.
  let words: [String]
  /// The environment's variables.
  let environment: [String: String]
  /// Where it prints.
  let console: Console
  /// How it learns that it is to stop.
  let stopRequests: StopRequests
  /// The path of this program, for verbs that start it again.
  let program: String

  /// The same with other requests to stop.
  func with(stopRequests: StopRequests) -> Invocation {
    Invocation(
      words: words, environment: environment, console: console, stopRequests: stopRequests, program: program)
  }
}
