import Foundation

/// Files that users name and lnq reads.
package enum InputFile {
  /// The bytes of a file.
  ///
  /// - Throws: `CommandError.input` with the path and the reason.
  package static func data(_ path: String) throws -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw CommandError.input("\(path) cannot be read: \(RunDirectory.reason(error))")
    }
  }

  /// The text of a file.
  ///
  /// - Throws: `CommandError.input` also when the file is not UTF-8.
  package static func text(_ path: String) throws -> String {
    guard let text = String(data: try data(path), encoding: .utf8) else {
      throw CommandError.input("\(path) is not a text file in UTF-8")
    }
    return text
  }
}

/// Files that lnq writes.
package enum OutputFile {
  /// Writes `data` to `path` by way of a temporary name: a killed process leaves the old file or the new one. Folders on the
  /// way are made.
  ///
  /// It does not wait until the disk has the data, which would take longer than an epoch.
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package static func write(_ data: Data, to path: String) throws(RunDirectoryError) {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent()
    // Of two processes that write the same file, each has its own temporary name.
    let process = ProcessInfo.processInfo.processIdentifier
    let temporary = folder.appendingPathComponent(".\(url.lastPathComponent).\(process).tmp").path
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      // Data's own way of writing waits for the disk.
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try file.write(contentsOf: data)
      try file.close()
    } catch {
      unlink(temporary)
      throw .cannotWrite(path: path, problem: RunDirectory.reason(error))
    }
    guard rename(temporary, url.path) == 0 else {
      let problem = String(cString: strerror(errno))
      unlink(temporary)
      throw .cannotWrite(path: path, problem: problem)
    }
  }

  /// Writes `value` as JSON.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package static func write(json value: some Encodable, to path: String) throws(RunDirectoryError) {
    let text: String
    do {
      text = try JSONText.of(value)
    } catch {
      throw .cannotWrite(path: path, problem: "\(error)")
    }
    try write(Data((text + "\n").utf8), to: path)
  }
}
