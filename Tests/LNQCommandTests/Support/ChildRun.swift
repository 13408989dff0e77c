import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// The program `lnq` as a process of its own, which can be sent signals. The build puts it beside the tests.
final class ChildRun {
  private let process = Process()
  private let log: String

  /// Starts it; what it prints goes to a file in `folder`.
  init(_ arguments: [String], folder: String, environment changes: [String: String] = [:]) throws {
    let program = try Self.program()
    log = folder + "/\(UUID().uuidString).log"
    try write("", to: log)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    defer { try? handle.close() }
    process.executableURL = program
    process.environment = ProcessInfo.processInfo.environment.merging(changes) { $1 }
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
  }

  /// Where the build puts it.
  static func program() throws -> URL {
    try #require(Bundle.main.executableURL).deletingLastPathComponent().appendingPathComponent("lnq")
  }

  /// Waits until `condition` holds.
  ///
  /// - Returns: false when the process ended before.
  func wait(until condition: () -> Bool) -> Bool {
    while process.isRunning {
      if condition() { return true }
      Thread.sleep(forTimeInterval: 0.002)
    }
    return false
  }

  /// Sends a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Sends a signal again and again until the process ends.
  func insist(_ signal: Int32) {
    while process.isRunning {
      send(signal)
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Waits for its end.
  ///
  /// - Returns: the exit code, or minus the signal that ended it, and everything that it printed.
  func end() throws -> (status: Int32, text: String) {
    process.waitUntilExit()
    let status = process.terminationStatus
    return (process.terminationReason == .uncaughtSignal ? -status : status, try read(log))
  }
}
