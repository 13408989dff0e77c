import Foundation
import LNQData

/// A text in a file of its own folder while `body` runs.
func withFile<Result>(
  _ bytes: some Sequence<UInt8>, named name: String = "rows.csv", _ body: (String) throws -> Result
) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "lnq-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: name)
  try Data(bytes).write(to: file)
  return try body(file.path)
}

/// The table that lnq reads from a text.
func table(
  _ text: String, named name: String = "rows.csv", classColumn: String? = nil, classNames: [String]? = nil
) throws -> RawTable {
  try withFile(text.utf8, named: name) {
    try RawTable.file(path: $0, options: ReadOptions(classColumn: classColumn, classNames: classNames))
  }
}

/// The sentence that lnq refuses a file with, the file's folder removed; nil if it takes the file.
func refusal(
  _ bytes: some Sequence<UInt8>, named name: String = "rows.csv", classColumn: String? = nil,
  classNames: [String]? = nil
) throws -> String? {
  try withFile(bytes, named: name) { path in
    do throws(DatasetError) {
      _ = try RawTable.file(path: path, options: ReadOptions(classColumn: classColumn, classNames: classNames))
      return nil
    } catch {
      return error.description.replacingOccurrences(of: path, with: name)
    }
  }
}
