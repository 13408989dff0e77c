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
