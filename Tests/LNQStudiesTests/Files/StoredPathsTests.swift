import Foundation
import LNQData
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("Paths in run.json and study.json")
struct StoredPathsTests {
  /// A root with `rows.csv`, a run in a project folder, and a study with a trial.
  private func withRoot(_ body: (_ root: String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let root = folder + "/root"
      for path in ["/runs/r", "/runs/study/trials/t"] {
        try FileManager.default.createDirectory(atPath: root + path, withIntermediateDirectories: true)
      }
      try write("{}", to: root + "/runs/study/study.json")
      try write("x", to: root + "/rows.csv")
      try body(root)
    }
  }

  @Test("begin at the folder of the run or the study where the file lies below its root, and are absolute elsewhere")
  func stored() throws {
    try withRoot { root in
      #expect(StoredPaths(root + "/runs/r").stored(root + "/rows.csv") == "../../rows.csv")
      #expect(StoredPaths(root + "/runs/r").stored(root + "/runs/r/own.csv") == "own.csv")
      #expect(StoredPaths(root + "/runs/study").stored(root + "/rows.csv") == "../../rows.csv")
      #expect(StoredPaths(root + "/runs/study/trials/t").stored(root + "/rows.csv") == "../../../../rows.csv")
      #expect(StoredPaths(root + "/runs/r").stored(root + "-2/rows.csv") == root + "-2/rows.csv")
      #expect(StoredPaths(root + "/runs/r").stored("/elsewhere/rows.csv") == "/elsewhere/rows.csv")
    }
  }

  @Test("are found where both were moved, and where only the run was")
  func found() throws {
    try withRoot { root in
      let stored = StoredPaths(root + "/runs/r").stored(root + "/rows.csv")
      try FileManager.default.copyItem(atPath: root, toPath: root + "-copy")
      let copy = StoredPaths(root + "-copy/runs/r").found(stored, former: root + "/rows.csv")
      #expect(FileManager.default.contentsEqual(atPath: copy, andPath: root + "-copy/rows.csv"))
      #expect(copy.hasSuffix("/root-copy/rows.csv"))
      try FileManager.default.removeItem(atPath: root + "-copy/rows.csv")
      #expect(StoredPaths(root + "-copy/runs/r").found(stored, former: root + "/rows.csv") == root + "/rows.csv")
      #expect(StoredPaths(root + "-copy/runs/r").found(stored, former: "/gone").hasSuffix("/root-copy/rows.csv"))
      #expect(StoredPaths(root + "/runs/r").found("/elsewhere/rows.csv") == "/elsewhere/rows.csv")
    }
  }
}
