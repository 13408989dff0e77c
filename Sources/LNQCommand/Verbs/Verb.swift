import ArgumentParser

/// A subcommand of lnq. Its stored properties are its command line; `execute` does the work.
protocol Verb: ParsableCommand {
  /// Does the work, and prints to the invocation's console alone.
  ///
  /// - Throws: Any error of lnq's modules; `Outcome.of` says which exit code each has.
  func execute(_ invocation: Invocation) throws
}
