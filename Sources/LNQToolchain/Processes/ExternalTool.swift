import Foundation

/// A program that was found, and how to run it.
public struct ExternalTool: Sendable, Hashable {
  /// What messages call it.
  public let name: String
  /// Where it is.
  public let path: String
  /// Its whole environment.
  public let environment: [String: String]

  /// A program that needs no search.
  public init(name: String, path: String, environment: [String: String]) {
    self.name = name
    self.path = path
    self.environment = environment
  }

  /// How many lines of a log an error shows.
  static let shownLogLines = 15

  /// How many characters of a line of it.
  static let shownLineLength = 300

  /// Runs the program and waits for it.
  ///
  /// Its standard output and error go to the file `log`, whose old contents are lost; its standard input is empty. It ends with
  /// this process, and so does what it has started.
  ///
  /// - Parameters:
  ///   - folder: the program's working directory, which exists.
  ///   - log: a file in a folder that exists.
  /// - Throws: `ToolchainError.toolFailed` with the end of the log when its status is not 0, `.timedOut` when it took
  ///   longer than `timeLimit` (it is ended then, with all its descendants), `.cannotStart` and `.cannotWrite`.
  public func run(
    _ arguments: [String], in folder: URL, log: URL, timeLimit: Duration? = nil
  ) throws(ToolchainError) {
    let child = try ChildProcess(
      path: path, arguments: arguments, environment: environment, folder: folder.path, log: log.path, name: name)
    switch try child.wait(timeLimit: timeLimit, name: name) {
    case .exited(0): return
    case .exited(let status):
      throw .toolFailed(name, how: "with status \(status)", logTail: Self.tail(of: log), log: log.path)
    case .signalled(let signal):
      throw .toolFailed(name, how: "by signal \(signal)", logTail: Self.tail(of: log), log: log.path)
    case .timedOut(let limit):
      throw .timedOut(name, limit, logTail: Self.tail(of: log), log: log.path)
    }
  }

  /// Ends all programs that `run` has started, with everything that they have started, and then this process by `end`. Nothing is
  /// started any more, and no other thread learns how a program ended.
  public static func endAll(then end: () -> Never) -> Never { ChildProcess.endAll(then: end) }

  /// The last lines of a log that are not blank.
  static func tail(of log: URL) -> [String] {
    WorkFiles.text(of: log).split(whereSeparator: \.isNewline).map(String.init)
      .filter { !$0.allSatisfy(\.isWhitespace) }.suffix(shownLogLines)
      .map { $0.count > shownLineLength ? $0.prefix(shownLineLength) + "…" : $0 }
  }
}
