import Foundation
import LNQTestSupport
import Testing

@testable import LNQFiles

@Suite("Files and folders that appear whole")
struct WholeFileTests {
  /// The names in a folder, sorted.
  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("a file is replaced, in folders that are made, and a link in its place is not followed")
  func file() throws {
    try withTemporaryFolder { folder in
      try write("precious", to: folder + "/victim")
      try WholeFile.write(Data("old".utf8), to: folder + "/a/file")
      try FileManager.default.createSymbolicLink(atPath: folder + "/a/link", withDestinationPath: folder + "/victim")
      for name in ["file", "link"] {
        try WholeFile.write([UInt32(0x216F_6B6F)], to: folder + "/a/" + name)
        #expect(try WholeFile.read(folder + "/a/" + name) == Data("oko!".utf8))
      }
      #expect(try read(folder + "/victim") == "precious")
      #expect(try names(in: folder + "/a") == ["file", "link"])
    }
  }

  @Test("a link is made or replaced in one step")
  func link() throws {
    try withTemporaryFolder { folder in
      for destination in ["one", "two"] {
        try WholeFile.link(folder + "/latest", to: destination)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/latest") == destination)
      }
      #expect(try names(in: folder) == ["latest"])
    }
  }

  @Test("a folder is not there before it is whole, and then takes the place of the old one")
  func folder() throws {
    try withTemporaryFolder { folder in
      let target = folder + "/rtl"
      for text in ["first", "second"] {
        let new = try WholeFolder(for: target)
        try new.write(Data(text.utf8), to: text)
        #expect(FileManager.default.fileExists(atPath: target) == (text == "second"))
        try new.replace()
        #expect(try names(in: target) == [text])
      }
      #expect(try names(in: folder) == ["rtl"])
    }
  }

  @Test("a folder that is given up leaves the old one, and nothing of itself")
  func givenUp() throws {
    try withTemporaryFolder { folder in
      try write("old", to: folder + "/rtl/a")
      try WholeFolder(for: folder + "/rtl").write(Data("new".utf8), to: "a")
      #expect(try names(in: folder) == ["rtl"])
      #expect(try read(folder + "/rtl/a") == "old")
    }
  }

  @Test("a name that is taken is not claimed")
  func claim() throws {
    try withTemporaryFolder { folder in
      let answers = try (0..<2).map { _ in try WholeFolder(for: folder + "/data").claim() }
      #expect(answers == [true, false])
      #expect(try names(in: folder) == ["data"])
    }
  }

  @Test("errors name the path that was meant")
  func errors() throws {
    try withTemporaryFolder { folder in
      try write("", to: folder + "/file")
      let below = #expect(throws: FileError.self) { try WholeFile.write(Data(), to: folder + "/file/x") }
      #expect(below?.path == folder + "/file/x")
      try FileManager.default.createDirectory(atPath: folder + "/taken", withIntermediateDirectories: true)
      let taken = #expect(throws: FileError.self) { try WholeFile.write(Data(), to: folder + "/taken") }
      let missing = #expect(throws: FileError.self) { try WholeFile.read(folder + "/nothing") }
      #expect(missing?.problem == "No such file or directory")
      #expect(throws: FileError(path: folder, problem: "Is a directory")) { try WholeFile.read(folder) }
      #expect(taken?.description == "\(folder)/taken: Is a directory")
      #expect(try names(in: folder) == ["file", "taken"])
    }
  }
}

@Suite("What is half made")
struct LeftoversTests {
  @Test("is removed when its maker is gone, and left alone while it works or when it is somebody else's")
  func removal() throws {
    try withTemporaryFolder { folder in
      let others = [".lnq-short.tmp", "lnq-abcdefghijkl.tmp", ".lnq-abcdefghijkl.tmp.csv"]
      for name in others + [".lnq-abcdefghijkl.tmp"] { try write("", to: folder + "/" + name) }
      try write("", to: folder + "/.lnq-mnopqrstuvwx.tmp/deep/file")
      let working = try WholeFolder(for: folder + "/rtl")
      try working.write(Data("x".utf8), to: "x")
      Leftovers.remove(in: folder, folder + "/missing")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(Set(left) == Set(others + [URL(fileURLWithPath: working.path).lastPathComponent]))
      try working.replace()
      #expect(try read(folder + "/rtl/x") == "x")
    }
  }

  @Test("a link with such a name is not followed")
  func links() throws {
    try withTemporaryFolder { folder in
      try write("precious", to: folder + "/precious/file")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/.lnq-abcdefghijkl.tmp", withDestinationPath: folder + "/precious")
      Leftovers.remove(in: folder)
      #expect(try read(folder + "/precious/file") == "precious")
    }
  }

  @Test("many makers and removers side by side lose nothing")
  func race() throws {
    try withTemporaryFolder { folder in
      DispatchQueue.concurrentPerform(iterations: 8) { worker in
        for round in 0..<50 {
          if worker % 2 == 0 { Leftovers.remove(in: folder) }
          try? WholeFile.write(Data("\(round)".utf8), to: folder + "/\(worker)", durability: .inSystem)
          if worker % 2 == 1, let new = try? WholeFolder(for: folder + "/f", durability: .inSystem) {
            try? new.write(Data(), to: "a")
            try? new.write(Data(), to: "b")
            try? new.replace()
          }
        }
      }
      let texts = try (0..<8).map { try read(folder + "/\($0)") }
      #expect(texts == Array(repeating: "49", count: 8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/f").sorted() == ["a", "b"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 9)
    }
  }
}
