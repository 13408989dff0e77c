import Foundation
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("Folder locks")
struct FolderLockTests {
  @Test("the second one waits for the first, and says so, also when the first removes the folder; no file is left")
  func waiting() throws {
    try withTemporaryFolder { parent in
      let folder = parent + "/work"
      for isRemoved in [false, true] {
        let recorder = RecordingObserver()
        let first = try FolderLock(folder, observer: recorder)
        #expect(recorder.text == "")
        // A thread of its own: it blocks.
        let end = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
          (try? FolderLock(folder, observer: recorder))?.release()
          end.signal()
        }
        while recorder.text.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
        #expect(recorder.text == "waiting for another lnq that works in \(folder)\n")
        if isRemoved { try FileManager.default.removeItem(atPath: folder) }
        first.release()
        end.wait()
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent) == ["work"])
      }
    }
  }

  @Test("a lock that cannot be made is an error that names it")
  func unwritable() throws {
    let error = #expect(throws: RunDirectoryError.self) {
      try FolderLock("/proc/nowhere/work", observer: RecordingObserver())
    }
    #expect(error?.description.hasPrefix("cannot write /proc/nowhere/work: ") == true)
  }
}
