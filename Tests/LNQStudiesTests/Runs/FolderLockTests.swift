import Foundation
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("Folder locks")
struct FolderLockTests {
  @Test("the second one waits for the first, and says so")
  func waiting() async throws {
    let parent = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: parent) }
    let folder = parent + "/work"
    let recorder = RecordingObserver()
    let first = try FolderLock(folder, observer: recorder)
    #expect(recorder.text == "")
    let second = Task.detached { try FolderLock(folder, observer: recorder) }
    while recorder.text.isEmpty { await Task.yield() }
    #expect(recorder.text == "waiting for another lnq that works in \(folder)\n")
    first.release()
    try await second.value.release()
  }

  @Test("a lock that cannot be made is an error that names it")
  func unwritable() throws {
    let error = #expect(throws: RunDirectoryError.self) {
      try FolderLock("/nonexistent/work", observer: RecordingObserver())
    }
    #expect(error?.description == "cannot write /nonexistent/work.lock: No such file or directory")
  }
}
