import Foundation
import Synchronization

@testable import LNQStudies

/// Keeps what the person who waits is told.
final class RecordingObserver: WorkObserver, Sendable {
  private let texts = Mutex("")

  /// Everything that was told.
  var text: String { texts.withLock { $0 } }

  func tell(_ line: String) { texts.withLock { $0 += line } }

  func progress(doneBefore: Double) -> any WorkProgress { Silence() }

  private struct Silence: WorkProgress {
    mutating func update(_ task: @autoclosure () -> String, done: Double, facts: @autoclosure () -> String) {}
    func clear() {}
  }
}

/// The names of the files below a folder, sorted, folders left out.
func filePaths(below folder: String) throws -> [String] {
  let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
  return names.filter { name in
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder) && !isFolder.boolValue
  }.sorted()
}
