import ArgumentParser

/// A subcommand of lnq. Its stored properties are its command line; `execute` does the work and prints to `console` alone.
protocol Verb: ParsableCommand {
  /// Does the work.
  ///
  /// - Throws: Any error of lnq's modules; `Outcome.of` says which exit code each has.
  func execute(on console: Console) throws
}

extension Verb {
  /// What swift-argument-parser calls.
  func run() throws { try execute(on: .standard) }
}
