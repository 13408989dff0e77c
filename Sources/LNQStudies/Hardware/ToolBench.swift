import Foundation
import LNQToolchain

/// What the work of tools on a run needs: its tables, where the tools are and what they may take, and who sees how long it lasts.
package struct ToolBench {
  let tabulated: TabulatedRun
  let tools: ToolSearch
  let limits: ToolLimits
  let observer: any WorkObserver

  /// Puts the parts together.
  package init(_ tabulated: TabulatedRun, tools: ToolSearch, limits: ToolLimits, observer: any WorkObserver) {
    (self.tabulated, self.tools, self.limits, self.observer) = (tabulated, tools, limits, observer)
  }

  /// Works in a folder that stays, whatever happens.
  ///
  /// - Throws: what `body` throws, and for a tool that came to a limit a `CommandError.failure` with what to do.
  func work<Value>(in path: String, _ body: (URL) throws -> Value) throws -> Value {
    do {
      return try ToolFolder.work(in: path, body)
    } catch let error as ToolchainError {
      throw Self.advised(error)
    }
  }

  /// Shows how long a tool has been at work.
  func watched<Value>(
    _ task: String, _ work: (() -> Void) throws(ToolchainError) -> Value
  ) throws(ToolchainError) -> Value {
    // Nobody knows how long it will be.
    var progress = observer.progress(doneBefore: 1)
    defer { progress.clear() }
    let start = ContinuousClock.now
    return try work {
      progress.update(task, done: 0, facts: NumberText.seconds(start.duration(to: .now).inSeconds))
    }
  }

  /// The error, and of a limit the option that moves it.
  static func advised(_ error: ToolchainError) -> any Error {
    let more: String
    switch error {
    case .timedOut(_, let limit, _, _): more = "--time-limit \(2 * limit.components.seconds) gives it more time"
    case .outOfMemory(_, let limit, _, _):
      more = String(format: "--memory-limit %g gives it more", 2e-9 * Double(limit))
    default: return error
    }
    return CommandError.failure("\(error); \(more), and lnq's own mapping does not need it")
  }
}
