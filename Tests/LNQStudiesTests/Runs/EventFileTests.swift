import Foundation
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("Event files")
struct EventFileTests {
  @Test("begin with the version, and have every number with its name and step")
  func contents() throws {
    try withTemporaryFolder { folder in
      let before = Date().timeIntervalSince1970
      let file = try EventFile(in: folder + "/new", restart: nil)
      try file.append([("lr", 1e-3), ("loss", 0.5)], step: 50)
      try file.append([("loss", -.infinity)], step: 1 << 40)
      try file.flush()
      let events = try EventFileReader(path: file.path).events
      #expect(events.map(\.version) == ["brain.Event:2", nil, nil])
      #expect(events.map(\.step) == [0, 50, 1 << 40])
      #expect(events.map(\.scalars) == [[:], ["lr": 1e-3, "loss": 0.5], ["loss": -.infinity]])
      #expect(events.allSatisfy { $0.time >= before && $0.time <= Date().timeIntervalSince1970 })
    }
  }

  @Test("of a run that goes on say from which step on older files do not count")
  func restart() throws {
    try withTemporaryFolder { folder in
      let file = try EventFile(in: folder, restart: 17)
      let events = try EventFileReader(path: file.path).events
      #expect(events.map(\.step) == [0, 17])
      #expect(events[1].sessionStatus == 1)
    }
  }

  @Test("have names that TensorBoard finds, each its own")
  func names() throws {
    try withTemporaryFolder { folder in
      let paths = try (0..<3).map { _ in try EventFile(in: folder, restart: nil).path }
      #expect(Set(paths).count == 3)
      for path in paths {
        let parts = URL(fileURLWithPath: path).lastPathComponent.split(separator: ".", maxSplits: 4)
        #expect(parts.prefix(3) == ["events", "out", "tfevents"])
        #expect(parts[3].count == 10 && Int(parts[3]) != nil)
        #expect(!parts[4].isEmpty)
      }
    }
  }

  @Test("that cannot be made say where and why")
  func unwritable() throws {
    try withTemporaryFolder { folder in
      try write("a file", to: folder + "/taken")
      let error = #expect(throws: RunDirectoryError.self) {
        _ = try EventFile(in: folder + "/taken/tensorboard", restart: nil)
      }
      #expect(error?.description.hasPrefix("cannot write \(folder)/taken/tensorboard: ") == true)
    }
  }
}
