import Foundation

/// Programs of the shell that tests put in the place of tools.
public enum ShellProgram {
  /// Writes a file that can be executed. A child process writes it: while this process had it open, a child that another test starts at the
  /// same moment would have it open too, and the system executes no file that is open for writing.
  public static func write(_ text: String, to path: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", #"printf '%s' "$2" >"$1" && chmod +x "$1""#, "sh", path, text]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
