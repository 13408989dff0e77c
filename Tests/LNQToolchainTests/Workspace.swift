import Foundation
import LNQTestSupport
import LNQToolchain

/// Folders and tools for the tests.
enum Workspace {
  /// Below the package's build folder, so that builds are used again; with a space, which `make` does not like.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(".build/toolchain tests")

  static let tools = ExternalTools.search

  /// An empty folder of that name.
  static func empty(_ name: String) throws -> URL {
    let folder = root.appendingPathComponent(name)
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Puts a program of the operating system at a path. A script that the tests write themselves could still be open for
  /// writing, in a child that another test is just starting, when it is executed.
  static func link(_ program: String, at file: URL) throws {
    try? FileManager.default.removeItem(at: file)
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: program)
  }
}
