import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// A project folder with one run of jsc-tiny on 3,000 rows, made once for all tests that only read it.
enum SmallRun {
  /// The folder, to be copied by whoever changes it.
  static let projectFolder: Result<String, any Error> = Result {
    let folder = try ExternalTools.emptyFolder("small run").path
    let trained = lnq(
      "train", "jsc-tiny", "--rows", "3000", "--max-epochs", "3", "--learning-rate", "1e-2", "--seed", "1",
      "--project-dir", folder, "--json")
    guard trained.status == .done else { throw CommandError.input(trained.err) }
    return folder
  }

  /// Runs `body` with a copy of the project folder.
  static func withCopy<Value>(_ body: (String) throws -> Value) throws -> Value {
    try withTemporaryFolder { folder in
      let copy = folder + "/runs"
      try FileManager.default.copyItem(atPath: projectFolder.get(), toPath: copy)
      return try body(copy)
    }
  }
}

/// The one JSON object that a command printed.
func object(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

/// One value of it; nil when it is missing or of another type.
func value<Value>(_ key: String, in text: String, as type: Value.Type) throws -> Value? {
  try object(text)[key] as? Value
}

/// The names of the files below a folder, sorted, folders left out.
func filePaths(below folder: String) throws -> [String] {
  try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
    .filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
}
