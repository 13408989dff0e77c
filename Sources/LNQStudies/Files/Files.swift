import Foundation
import LNQFiles

/// Files that users name and lnq reads.
package enum InputFile {
  /// The bytes of a file.
  ///
  /// - Throws: `CommandError.input` with the path and the reason.
  package static func data(_ path: String) throws -> Data {
    do {
      return try WholeFile.read(path)
    } catch {
      throw CommandError.input("\(path) cannot be read: \(error.problem)")
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

/// Files that lnq writes, with this module's error.
package enum OutputFile {
  /// Writes `data` to `path`, whole, by `WholeFile`. Folders on the way are made.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package static func write(
    _ data: Data, to path: String, durability: Durability = .onDisk
  ) throws(RunDirectoryError) {
    do {
      try WholeFile.write(data, to: path, durability: durability)
    } catch {
      throw RunDirectoryError(error)
    }
  }

  /// Writes `value` as JSON.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package static func write(json value: some Encodable, to path: String) throws(RunDirectoryError) {
    try write(data(json: value, path: path), to: path)
  }

  /// The bytes of the JSON file `path` with `value`.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  static func data(json value: some Encodable, path: String) throws(RunDirectoryError) -> Data {
    do {
      return Data((try JSONText.of(value) + "\n").utf8)
    } catch {
      throw .cannotWrite(path: path, problem: "a value of it cannot stand in JSON")
    }
  }
}

extension RunDirectoryError {
  /// What `LNQFiles` says.
  package init(_ error: FileError) { self = .cannotWrite(path: error.path, problem: error.problem) }
}
