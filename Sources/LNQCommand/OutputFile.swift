import Foundation

/// Files that lnq writes.
enum OutputFile {
  /// Writes `data` to `path` by way of a temporary name: a killed process leaves the old file or the new one. Folders on the
  /// way are made.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  static func write(_ data: Data, to path: String) throws(RunDirectoryError) {
    do {
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .cannotWrite(path: path, problem: RunDirectory.reason(error))
    }
  }

  /// Writes `value` as JSON.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  static func write(json value: some Encodable, to path: String) throws(RunDirectoryError) {
    let text: String
    do {
      text = try JSONText.of(value)
    } catch {
      throw .cannotWrite(path: path, problem: "\(error)")
    }
    try write(Data((text + "\n").utf8), to: path)
  }
}
