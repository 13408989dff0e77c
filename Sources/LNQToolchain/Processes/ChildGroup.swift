import CSystem
import Foundation

/// Runs of one program side by side that do not outlive this process.
///
/// Their standard input is one pipe, into which nothing is ever written. It ends when `endInput` is called, when this object
/// goes, and when this process ends in whatever way, since the system closes its files; the program has to stop then. An
/// interrupt from the terminal does not reach the children, so that each is told to stop once.
public final class ChildGroup {
  /// How a child ended.
  public enum Ending: Equatable, Sendable {
    /// By itself, with this exit code.
    case exited(Int32)
    /// By a signal.
    case signalled(Int32)
  }

  private let program: ExternalTool
  private let folder: URL
  private let readEnd: Int32
  /// −1 after the end.
  private var writeEnd: Int32
  private var running: [(id: Int, child: ChildProcess)] = []

  /// Makes a group without children.
  ///
  /// - Parameter folder: the working directory of its children.
  /// - Throws: `ToolchainError.cannotStart` when this process has too many files open.
  public init(_ program: ExternalTool, in folder: URL) throws(ToolchainError) {
    var ends: [Int32] = [-1, -1]
    // A child that inherited the write end would keep its own input open.
    let number = lnq_pipe(&ends)
    guard number == 0 else { throw .cannotStart(program.name, reason: String(cString: strerror(number))) }
    self.program = program
    self.folder = folder
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    endInput()
    close(readEnd)
  }

  /// How many children run.
  public var count: Int { running.count }

  /// Starts a child; what it prints goes to the file `log`, whose old contents are lost.
  ///
  /// - Parameter id: by which `collect` names it.
  /// - Throws: `ToolchainError.cannotStart`, also after `endInput`; `.cannotWrite`.
  public func start(_ id: Int, arguments: [String], log: URL) throws(ToolchainError) {
    guard writeEnd >= 0 else { throw .cannotStart(program.name, reason: "it was told to stop") }
    let child = try ChildProcess(
      path: program.path, arguments: arguments, environment: program.environment, folder: folder.path, log: log.path,
      name: program.name, input: readEnd)
    running.append((id, child))
  }

  /// The children that have ended since the last call, in the order in which they were started. It does not wait.
  ///
  /// - Throws: `ToolchainError.cannotStart` when the system lost a child.
  public func collect() throws(ToolchainError) -> [(id: Int, ending: Ending)] {
    var ended: [(id: Int, ending: Ending)] = []
    var left: [(id: Int, child: ChildProcess)] = []
    for (id, child) in running {
      switch try child.ending(name: program.name) {
      case .exited(let status): ended.append((id, .exited(status)))
      case .signalled(let signal): ended.append((id, .signalled(signal)))
      case .timedOut, nil: left.append((id, child))
      }
    }
    running = left
    return ended
  }

  /// Tells all children to stop: their input ends.
  public func endInput() {
    guard writeEnd >= 0 else { return }
    close(writeEnd)
    writeEnd = -1
  }

  /// Tells all children to stop and waits until they have.
  ///
  /// - Throws: `ToolchainError.cannotStart` when the system lost a child.
  public func endAll() throws(ToolchainError) {
    endInput()
    while count > 0 {
      if try collect().isEmpty { usleep(2_000) }
    }
  }
}
