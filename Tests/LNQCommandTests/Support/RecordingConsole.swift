import Foundation
import Synchronization

@testable import LNQCommand
@testable import LNQStudies

/// Keeps what a command prints.
final class RecordingConsole: Sendable {
  private let texts = Mutex((out: "", err: ""))

  /// Everything on standard output.
  var out: String { texts.withLock { $0.out } }
  /// Everything on standard error.
  var err: String { texts.withLock { $0.err } }

  /// What commands print to.
  func console(showsProgress: Bool = false, columns: Int = Console.standardColumns) -> Console {
    Console(
      out: { line in self.texts.withLock { $0.out += line + "\n" } },
      err: { text in self.texts.withLock { $0.err += text } },
      showsProgress: showsProgress, columns: { columns }, textColumns: { columns })
  }
}

/// Runs a command line inside this process, with this process's environment and `changes` to it.
func lnq(
  _ arguments: String..., environment changes: [String: String] = [:]
) -> (status: Outcome, out: String, err: String) {
  lnq(arguments, environment: changes)
}

/// The same with a list of words.
func lnq(
  _ arguments: [String], environment changes: [String: String] = [:], columns: Int = Console.standardColumns
) -> (status: Outcome, out: String, err: String) {
  let recorder = RecordingConsole()
  let environment = ProcessInfo.processInfo.environment.merging(changes) { $1 }
  let status = LNQ.execute(arguments, environment: environment, on: recorder.console(columns: columns))
  return (status, recorder.out, recorder.err)
}

extension String {
  /// The same words with a blank between them: as before they were wrapped.
  var unwrapped: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
