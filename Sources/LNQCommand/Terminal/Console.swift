import Foundation
import LNQStudies
import LNQText
import LNQTraining

/// Where a command prints, and whether a person watches. Tests put a recorder in its place.
package struct Console: Sendable {
  /// Prints a line for the reader of results: standard output.
  package let out: @Sendable (String) throws(CommandError) -> Void
  /// Prints text as it is, without a line's end, for the person at the terminal: standard error.
  package let err: @Sendable (String) -> Void
  /// Whether standard error is a terminal that can draw over its lines, so that progress may be drawn on it.
  package let showsProgress: Bool
  /// Whether standard error is a log that gets a line for each piece of work instead.
  package let logsProgress: Bool
  /// How many characters fit into one of its lines now.
  package let columns: @Sendable () -> Int
  /// The same of standard output.
  package let textColumns: @Sendable () -> Int

  /// Puts the parts together.
  package init(
    out: @escaping @Sendable (String) throws(CommandError) -> Void, err: @escaping @Sendable (String) -> Void,
    showsProgress: Bool, logsProgress: Bool = false,
    columns: @escaping @Sendable () -> Int = { standardColumns },
    textColumns: @escaping @Sendable () -> Int = { standardColumns }
  ) {
    self.out = out
    self.err = err
    self.showsProgress = showsProgress
    self.logsProgress = logsProgress
    self.columns = columns
    self.textColumns = textColumns
  }

  /// The width of a line where nothing says another one.
  package static let standardColumns = 80

  /// The same without any progress: what `--quiet` asks for.
  var quiet: Console {
    Console(out: out, err: err, showsProgress: false, columns: columns, textColumns: textColumns)
  }

  /// The streams of this process. What standard output does not take is an error; standard error is where errors would be told.
  package static var standard: Console {
    Console(
      out: { text throws(CommandError) in
        let number = write(text + "\n", to: STDOUT_FILENO)
        guard number == 0 else {
          throw .failure("cannot write to standard output: \(String(cString: strerror(number)))")
        }
      },
      err: { _ = write($0, to: STDERR_FILENO) },
      showsProgress: canDraw, logsProgress: !canDraw, columns: { width(of: STDERR_FILENO) },
      textColumns: { width(of: STDOUT_FILENO) })
  }

  /// Whether standard error is a terminal that knows how to go back in a line: one of the type `dumb`, as editors have it, does not.
  private static var canDraw: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  private static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : standardColumns
  }

  /// Writes all of a text: 0, or the system's error number.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Somebody has made the stream one that does not wait.
        var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&stream, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

extension Console: WorkObserver {
  package func tell(_ line: String) { err(wrapped(VisibleText.message(line))) }

  package func log(_ line: String) { if logsProgress { err(VisibleText.message(line)) } }

  package func progress(doneBefore: Double) -> any WorkProgress { ProgressLine(on: self, doneBefore: doneBefore) }

  /// Draws a line anew on a terminal, as much of it as has room.
  func redraw(_ line: String) {
    err("\r\(VisibleText.blanked(String(line.prefix(max(0, columns() - 1)))))\u{1B}[K")
  }
}

extension Console {
  /// Prints `report`: aligned text for people, or one JSON object.
  func print(_ report: some VerbReport, asJSON: Bool) throws {
    try out(asJSON ? JSONText.of(report) : VisibleText.escaped(report.summary.text(columns: textColumns())))
  }

  /// Tells what the reader of a model did that its text does not say.
  func tell(notesOf model: ModelDescription) {
    for note in model.notes { tell("\(model.name): \(note)\n") }
  }

  /// Says what went wrong, after `lnq: `. What the message has from a file cannot act on the terminal or flood it.
  package func say(_ message: String) { err(wrapped("lnq: \(VisibleText.message(message))\n")) }

  /// Between words, where a person reads it: programs get each sentence on a line.
  private func wrapped(_ text: String) -> String {
    showsProgress ? LineBreaking.wrapped(text, columns: columns()) : text
  }
}
