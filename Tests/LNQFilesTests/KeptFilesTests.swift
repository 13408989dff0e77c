import Foundation
import LNQFiles
import LNQTestSupport
import Testing

@Suite("Files that are kept")
struct KeptFilesTests {
  @Test("of too many, those go that nobody has used for the longest time, and leftovers of killed processes")
  func oldest() throws {
    try withTemporaryFolder { folder in
      let files = KeptFiles(folder: folder + "/kept", limit: 2)
      for (age, name) in ["c", "a", "d", "b"].enumerated() {
        try WholeFile.write(Data([1]), to: files.path(of: name), durability: .inSystem)
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: Double(1000 * (age + 1)))],
          ofItemAtPath: files.path(of: name))
      }
      try Data([1]).write(to: URL(fileURLWithPath: files.path(of: ".lnq-abcdefghijkl.tmp")))
      files.use("c")
      files.removeOldest()
      #expect(try FileManager.default.contentsOfDirectory(atPath: files.folder).sorted() == ["b", "c"])
      files.remove("b")
      files.remove("none")
      files.removeOldest()
      #expect(try FileManager.default.contentsOfDirectory(atPath: files.folder) == ["c"])
    }
  }

  @Test("a folder that is not there has none")
  func missing() throws {
    try withTemporaryFolder { folder in
      let files = KeptFiles(folder: folder + "/none", limit: 1)
      files.use("a")
      files.remove("a")
      files.removeOldest()
      #expect(!FileManager.default.fileExists(atPath: files.folder))
    }
  }
}
