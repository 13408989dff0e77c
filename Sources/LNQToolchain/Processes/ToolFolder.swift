import Foundation
import LNQFiles

/// A folder in which tools work, and which is evidence when something is wrong.
public enum ToolFolder {
  /// Works in a new folder that gets the name `path`, in place of what is there, when it is kept.
  ///
  /// - Parameters:
  ///   - isKept: whether what `body` gave is a reason to keep it; without one everything in it goes.
  ///   - body: gets the folder's place while there is work. When a tool fails, the folder is kept.
  /// - Throws: `FileError`; what `body` throws, where a `ToolchainError` names the files as they are named afterwards.
  public static func work<Value>(
    in path: String, keptIf isKept: (Value) -> Bool = { _ in true }, _ body: (URL) throws -> Value
  ) throws -> Value {
    let folder = try WholeFolder(for: path, durability: .inSystem)
    let value: Value
    do {
      value = try body(URL(fileURLWithPath: folder.path))
    } catch let error as ToolchainError {
      try folder.replace()
      throw error.moved(from: folder.path, to: path)
    }
    if isKept(value) { try folder.replace() }
    return value
  }
}
