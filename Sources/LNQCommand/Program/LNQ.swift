import ArgumentParser
import Foundation
import LNQStudies

/// The program `lnq`.
package struct LNQ: ParsableCommand {
  /// What the program is, and its verbs.
  package static let configuration = CommandConfiguration(
    commandName: "lnq",
    abstract: "Train small neural networks and turn them into hardware that is proved bit for bit.",
    version: Versions.current.text,
    subcommands: [
      TrainVerb.self, SweepVerb.self, SearchVerb.self, TestVerb.self, ImportVerb.self, QuantizeVerb.self,
      EncodeVerb.self,
      EmitVerilogVerb.self, ExportVerb.self,
      SimulateVerb.self, SynthesizeVerb.self, ProveVerb.self, EmulateVerb.self,
      ReportVerb.self, CompareVerb.self, DrawVerb.self, DataVerb.self,
      ModelsVerb.self,
      ManualVerb.self,
    ])

  /// Reads the command line.
  package init() {}

  /// Runs one command line and gives the exit code of the process.
  ///
  /// Nothing is printed but to `console`. Every error ends as one sentence after `lnq: ` on its standard error.
  /// - Parameters:
  ///   - arguments: The words after the program's name.
  ///   - environment: Where external programs are found (`PATH`, `LNQ_VERILATOR`, …).
  ///   - stopRequests: How verbs that can stop and go on later learn that they are to.
  ///   - program: The path of the program `lnq`, which studies run their trials with; nil for the one that is running.
  package static func execute(
    _ arguments: [String], environment: [String: String], on console: Console, stopRequests: StopRequests = .never,
    program: String? = nil
  ) -> Outcome {
    let console = RunOptions.isQuiet(arguments) ? console.quiet : console
    let help = CommandLineHelp(words: arguments)
    let verb: any Verb
    do {
      var command = try parseAsRoot(CommandLineHelp.joiningNegativeNumbers(arguments))
      guard let parsed = command as? any Verb else {
        try command.run()
        return .done
      }
      verb = parsed
    } catch {
      return answer(error, help, on: console)
    }
    do {
      try checkPaths(arguments)
      try verb.execute(
        Invocation(
          words: arguments, environment: environment, console: console, stopRequests: stopRequests,
          program: program ?? runningProgram))
      return .done
    } catch {
      console.say(Outcome.sentence(of: error))
      return Outcome.of(error)
    }
  }

  /// What swift-argument-parser throws is help, a version or a completion script, or else a mistake in the command line.
  private static func answer(_ error: any Error, _ help: CommandLineHelp, on console: Console) -> Outcome {
    if exitCode(for: error).isSuccess {
      do throws(CommandError) {
        let columns = console.textColumns()
        try console.out(CommandLineHelp.text(fullMessage(for: error, columns: columns), columns: columns))
        return .done
      } catch {
        console.say("\(error)")
        return error.outcome
      }
    }
    let columns = console.showsProgress ? console.columns() : Console.standardColumns
    let (text, prefix) = (fullMessage(for: error, columns: columns), "Error: ")
    let message = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    console.say(
      help.sentence(insteadOf: message)
        ?? CommandLineHelp.text(message, columns: console.showsProgress ? columns : .max))
    return .usage
  }

  /// Refuses names that are not UTF-8: the system can have them, lnq's files and messages cannot.
  private static func checkPaths(_ words: [String]) throws(CommandError) {
    guard let path = getcwd(nil, 0) else { throw .usage("the folder that lnq works in does not exist any more") }
    defer { free(path) }
    guard String(validatingCString: path) != nil else {
      throw .usage(
        "the path of this folder, \(String(cString: path)), is not UTF-8: rename it with mv, or call lnq in another folder"
      )
    }
    // Swift puts this character where a word of the command line is not UTF-8.
    if let word = words.first(where: { $0.contains("\u{FFFD}") }) {
      throw .usage("\(word) is not UTF-8: rename the file or folder with mv")
    }
  }
}
