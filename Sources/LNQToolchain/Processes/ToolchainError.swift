/// What can go wrong between us and an external tool.
public enum ToolchainError: Error, Equatable, Sendable {
  /// No folder on PATH has the program.
  case toolMissing(Program)
  /// The path that a user named for a program is no program.
  case notExecutable(Program, path: String)
  /// The operating system did not start the program.
  case cannotStart(String, reason: String)
  /// The program ended with an error: the end of its log, and where the whole log is.
  case toolFailed(String, how: String, logTail: [String], log: String)
  /// The program did not end in time.
  case timedOut(String, Duration, logTail: [String], log: String)
  /// The program failed when it had the memory that it may have, in bytes.
  case outOfMemory(String, Int, logTail: [String], log: String)
  /// A design takes more cells than a chip has.
  case tooLarge(String, cells: Int, of: Int, log: String)
  /// A tool wrote something else than it should.
  case malformedOutput(String, problem: String, file: String)
  /// A file could not be fetched.
  case download(String, problem: String)
  /// A file or folder could not be read.
  case cannotRead(String)
  /// A file or folder could not be written.
  case cannotWrite(String)
  /// A folder to simulate has no Verilog files.
  case noVerilog(folder: String)
  /// A folder whose Verilog is no circuit that can be proved.
  case unreadable(String, problem: String)
  /// Two designs that are built together have labels that make the same file names.
  case sameLabel(String)
  /// Rows of codes that do not fit the ports.
  case codes(String)
}

extension ToolchainError {
  /// The same of a file that has moved with its folder.
  public func moved(from old: String, to new: String) -> ToolchainError {
    func moved(_ path: String) -> String { path.replacing(old, with: new) }
    return switch self {
    case .toolFailed(let tool, let how, let tail, let log):
      .toolFailed(tool, how: how, logTail: tail.map(moved), log: moved(log))
    case .timedOut(let tool, let limit, let tail, let log):
      .timedOut(tool, limit, logTail: tail.map(moved), log: moved(log))
    case .outOfMemory(let tool, let limit, let tail, let log):
      .outOfMemory(tool, limit, logTail: tail.map(moved), log: moved(log))
    case .tooLarge(let chip, let cells, let count, let log): .tooLarge(chip, cells: cells, of: count, log: moved(log))
    case .malformedOutput(let tool, let problem, let file):
      .malformedOutput(tool, problem: problem, file: moved(file))
    case .cannotRead(let path): .cannotRead(moved(path))
    case .cannotWrite(let path): .cannotWrite(moved(path))
    default: self
    }
  }
}

extension ToolchainError: CustomStringConvertible {
  /// What happened, where, and what to do; the end of the log follows on lines of its own.
  public var description: String {
    switch self {
    case .toolMissing(let program):
      """
      \(program.rawValue) is not installed: \(program.installation); \(program.environmentVariable) names a copy that is not on PATH
      """
    case .notExecutable(let program, let path):
      "\(program.environmentVariable) names \(path), which is not a program: correct or unset it"
    case .cannotStart(let tool, let reason): "\(tool) could not be started: \(reason)"
    case .toolFailed(let tool, let how, let tail, let log):
      Self.withLog("\(tool) ended \(how)", tail, log)
    case .timedOut(let tool, let limit, let tail, let log):
      Self.withLog("\(tool) took longer than \(limit.components.seconds) s and was ended", tail, log)
    case .outOfMemory(let tool, let limit, let tail, let log):
      Self.withLog("\(tool) needed more than \(String(format: "%g", Double(limit) / 1e9)) GB of memory", tail, log)
    case .tooLarge(let chip, let cells, let count, let log):
      "the design takes \(cells) cells, and the \(chip) has \(count): choose a larger board, or fewer bits or neurons; the log is \(log)"
    case .malformedOutput(let tool, let problem, let file): "\(tool): \(problem); look into \(file)"
    case .download(let url, let problem): "\(url) cannot be fetched: \(problem)"
    case .cannotRead(let path): "\(path) cannot be read: does it exist, and may you read it?"
    case .cannotWrite(let path): "\(path) cannot be written: is there space, and may you write there?"
    case .noVerilog(let folder): "\(folder) has no Verilog files (*.v) to simulate: `lnq emit-verilog` writes them"
    case .unreadable(let folder, let problem):
      "the Verilog in \(folder) cannot be proved: \(problem); `lnq simulate --rtl` compares it sample by sample"
    case .sameLabel(let label): "two designs are both called \"\(label)\": give each variant a name of its own"
    case .codes(let problem): problem
    }
  }

  private static func withLog(_ what: String, _ tail: [String], _ log: String) -> String {
    let end = tail.isEmpty ? "it printed nothing" : "the last lines of its log:\n" + tail.map { "  \($0)\n" }.joined()
    return "\(what); \(end)\(tail.isEmpty ? "; " : "")the log is \(log)"
  }
}
