import Foundation
import LNQData

/// A JSON file of the folder Fixtures. Each says in `how` where its figures come from.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
  let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).json")
  return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}

/// The path of a file in the folder Fixtures.
func fixturePath(_ name: String) -> String { Bundle.module.bundleURL.appending(path: "Fixtures/\(name)").path }

/// The bytes of a file in the folder Fixtures.
func fixtureBytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: fixturePath(name)))) }

/// The table of a file's bytes.
func table(
  _ bytes: some Sequence<UInt8>, named name: String, _ options: ReadOptions = ReadOptions()
) throws -> RawTable {
  try RawTable.table(Array(bytes), path: name, options: options)
}

/// The sentence that lnq refuses a file's bytes with; nil if it takes them.
func refusal(of bytes: some Sequence<UInt8>, named name: String, _ options: ReadOptions = ReadOptions()) -> String? {
  do throws(DatasetError) {
    _ = try RawTable.table(Array(bytes), path: name, options: options)
    return nil
  } catch {
    return error.description
  }
}
