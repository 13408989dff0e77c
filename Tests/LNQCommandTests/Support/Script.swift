import Foundation
import LNQTestSupport

/// A script of the project, run as its makefile runs it.
enum Script {
  /// The folder of Package.swift.
  static let projectFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .path

  /// Writes an executable script.
  static func create(_ text: String, at path: String) throws { try ShellProgram.write(text, to: path) }

  /// Runs `scripts/<name>` and gives its exit code and everything that it printed.
  static func run(
    _ name: String, _ arguments: [String] = [], environment: [String: String]? = nil
  ) throws -> (status: Int32, text: String) {
    try run(program: projectFolder + "/scripts/" + name, arguments, environment: environment)
  }

  /// Runs a line of shell and gives its exit code and everything that it printed.
  static func shell(_ line: String) throws -> (status: Int32, text: String) {
    try run(program: "/bin/sh", ["-c", line], environment: nil)
  }

  private static func run(
    program: String, _ arguments: [String], environment: [String: String]?
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let environment { process.environment = environment }
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
