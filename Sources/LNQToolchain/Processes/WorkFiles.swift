import Foundation
import LNQFiles

/// Reading and writing the files that lie between us and the tools, with this module's errors.
enum WorkFiles {
  /// Makes a folder and those above it.
  static func create(_ folder: URL) throws(ToolchainError) {
    do {
      try makeFolder(folder.path)
    } catch {
      throw .cannotWrite(folder.path)
    }
  }

  /// Writes a file whole or not at all. A file that already has these bytes is left as it is, so that `make` does not
  /// build again what depends on it.
  static func write(_ data: Data, to file: URL) throws(ToolchainError) {
    if let old = try? Data(contentsOf: file), old == data { return }
    do {
      try WholeFile.write(data, to: file.path, durability: .inSystem)
    } catch {
      throw .cannotWrite(file.path)
    }
  }

  /// Makes the symbolic link `link` lead to `target`: tools get short names, without the characters of the folders above.
  static func link(_ link: URL, to target: URL) throws(ToolchainError) {
    let manager = FileManager.default
    if (try? manager.destinationOfSymbolicLink(atPath: link.path)) == target.path { return }
    try? manager.removeItem(at: link)
    do {
      try manager.createSymbolicLink(atPath: link.path, withDestinationPath: target.path)
    } catch {
      throw .cannotWrite(link.path)
    }
  }

  /// The bytes of a file.
  static func read(_ file: URL) throws(ToolchainError) -> Data {
    do {
      return try Data(contentsOf: file)
    } catch {
      throw .cannotRead(file.path)
    }
  }

  /// The number of bytes of a file; 0 when it cannot be read.
  static func size(of file: URL) -> Int {
    (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
  }

  /// The text of a log, with replacements for bytes that are not UTF-8; empty when it cannot be read.
  static func text(of log: URL) -> String {
    (try? Data(contentsOf: log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
