import Foundation
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("Files that lnq writes")
struct OutputFileTests {
  @Test("are whole and alone, in folders that are made, also when they replace others")
  func writing() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a/b/file"
      for text in ["first", "", "a longer text than the first"] {
        try OutputFile.write(Data(text.utf8), to: path)
        #expect(try read(path) == text)
      }
      #expect(try filePaths(below: folder) == ["a/b/file"])
    }
  }

  @Test("that cannot be written are named with the reason, and leave nothing behind")
  func errors() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/taken", withIntermediateDirectories: true)
      let error = #expect(throws: RunDirectoryError.self) { try OutputFile.write(Data(), to: folder + "/taken") }
      #expect(error?.description == "cannot write \(folder)/taken: Is a directory")
      #expect(try filePaths(below: folder) == [])
      let deep = #expect(throws: RunDirectoryError.self) { try OutputFile.write(Data(), to: "/proc/nowhere/file") }
      #expect(deep?.description.hasPrefix("cannot write /proc/nowhere/file: ") == true)
    }
  }
}
