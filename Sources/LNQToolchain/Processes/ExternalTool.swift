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
  ///   - meanwhile: called fifty times a second or more while it runs.
  /// - Returns: the time of processors that it took, with what it has started; other work on the machine hardly changes it.
  /// - Throws: `ToolchainError.toolFailed` with the end of the log when its status is not 0, `.timedOut` when it took
  ///   longer than its limit (it is ended then, with all its descendants), `.outOfMemory` when it failed at its limit of memory,
  ///   `.cannotStart` and `.cannotWrite`.
  @discardableResult
  public func run(
    _ arguments: [String], in folder: URL, log: URL, limits: ToolLimits = ToolLimits(), meanwhile: () -> Void = {}
  ) throws(ToolchainError) -> Duration {
    let child = try ChildProcess(
      path: path, arguments: arguments, environment: environment, folder: folder.path, log: log.path, name: name,
      memoryLimit: limits.memory)
    let (ending, work) = try child.wait(timeLimit: limits.time, name: name, meanwhile: meanwhile)
    if ending == .exited(0) { return work }
    let how: String
    let tail = Self.tail(of: log)
    switch ending {
    case .exited(let status): how = "with status \(status)"
    case .signalled(let signal): how = "by signal \(signal)"
    case .timedOut(let limit): throw .timedOut(name, limit, logTail: tail, log: log.path)
    }
    if let limit = limits.memory, tail.contains(where: Self.isAboutMemory) {
      throw .outOfMemory(name, limit, logTail: tail, log: log.path)
    }
    throw .toolFailed(name, how: how, logTail: tail, log: log.path)
  }

  /// Whether a program says so that the system gave it no memory, or Yosys that ABC crashed, which then has no words for it.
  private static func isAboutMemory(_ line: String) -> Bool {
    let line = line.lowercased()
    return [
      "bad_alloc", "out of memory", "cannot allocate memory", "memory exhausted", "return code 134", "return code 139",
    ].contains(where: line.contains)
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
