import Foundation
import LNQTestSupport
import Testing

@testable import LNQFiles

@Suite("Reasons of the system")
struct FileErrorTests {
  @Test(
    "are in the system's words, whatever number Foundation has for them",
    arguments: [
      (CocoaError(.fileWriteFileExists) as any Error, "File exists"),
      (CocoaError(.fileReadNoSuchFile), "No such file or directory"),
      (CocoaError(.fileWriteNoPermission), "Permission denied"),
      (CocoaError(.fileWriteOutOfSpace), "No space left on device"),
      (POSIXError(.EMFILE), "Too many open files"),
      (CocoaError(.fileReadUnknown, userInfo: [NSUnderlyingErrorKey: POSIXError(.EISDIR)]), "Is a directory"),
      (CocoaError(.fileReadUnknown), "the system does not say why"),
    ])
  func words(error: any Error, words: String) { #expect(FileError.reason(error) == words) }

  @Test("are given for what Foundation itself throws")
  func foundation() throws {
    try withTemporaryFolder { folder in
      try write("x", to: folder + "/file")
      for path in [folder + "/file", folder + "/file/below"] {
        let error = #expect(throws: FileError.self) { try makeFolder(path) }
        #expect(error?.problem.contains("Domain") == false && error?.problem.contains("say why") == false)
      }
    }
  }
}
