import Foundation
import LNQStudies
import LNQText

/// Where a command prints, and whether a person watches. Tests put a recorder in its place.
package struct Console: Sendable {
  /// Prints a line for the reader of results: standard output.
  package let out: @Sendable (String) -> Void
  /// Prints text as it is, without a line's end, for the person at the terminal: standard error.
  package let err: @Sendable (String) -> Void
  /// Whether standard error is a terminal, so that progress may be drawn on it.
  package let showsProgress: Bool
  /// How many characters fit into one of its lines now.
  package let columns: @Sendable () -> Int

  /// Puts the parts together.
  package init(
    out: @escaping @Sendable (String) -> Void, err: @escaping @Sendable (String) -> Void, showsProgress: Bool,
    columns: @escaping @Sendable () -> Int = { 80 }
  ) {
    self.out = out
    self.err = err
    self.showsProgress = showsProgress
    self.columns = columns
  }

  /// The streams of this process.
  package static var standard: Console {
    Console(
      out: { FileHandle.standardOutput.write(Data(($0 + "\n").utf8)) },
      err: { FileHandle.standardError.write(Data($0.utf8)) },
      showsProgress: isatty(STDERR_FILENO) == 1,
      columns: {
        var size = winsize()
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
      })
  }
}

extension Console: WorkObserver {
  package func tell(_ line: String) { err(VisibleText.message(line)) }

  package func progress(doneBefore: Double) -> any WorkProgress { ProgressLine(on: self, doneBefore: doneBefore) }
}

extension Console {
  /// Prints `report`: aligned text for people, or one JSON object.
  func print(_ report: some VerbReport, asJSON: Bool) throws {
    out(asJSON ? try JSONText.of(report) : VisibleText.escaped(report.summary.text))
  }

  /// Says what went wrong, after `lnq: `. What the message has from a file cannot act on the terminal or flood it.
  func say(_ message: String) { err("lnq: \(VisibleText.message(message))\n") }
}
