import Foundation
import LNQToolchain
import Testing

@Suite("Groups of children")
struct ChildGroupTests {
  private func group(_ program: String, _ name: String) throws -> (ChildGroup, URL) {
    let folder = try Workspace.empty(name)
    let tool = ExternalTool(name: "tool", path: program, environment: ["PATH": "/usr/bin:/bin"])
    return (try ChildGroup(tool, in: folder), folder)
  }

  /// Waits until all have ended.
  private func endings(of group: ChildGroup) throws -> [Int: ChildGroup.Ending] {
    var result: [Int: ChildGroup.Ending] = [:]
    while group.count > 0 {
      for (id, ending) in try group.collect() { result[id] = ending }
      Thread.sleep(forTimeInterval: 0.002)
    }
    return result
  }

  @Test("say how each child ended, and keep what it printed")
  func endings() throws {
    let (group, folder) = try group("/bin/sh", "child group")
    let scripts = ["echo one; pwd", "echo two >&2; exit 7", "kill -TERM $$"]
    for (id, script) in scripts.enumerated() {
      try group.start(id, arguments: ["-c", script], log: folder.appendingPathComponent("\(id).log"))
    }
    #expect(group.count == 3)
    #expect(try endings(of: group) == [0: .exited(0), 1: .exited(7), 2: .signalled(SIGTERM)])
    let log = try String(contentsOf: folder.appendingPathComponent("0.log"), encoding: .utf8)
    #expect(log.hasPrefix("one\n"))
    #expect(log.hasSuffix("child group\n"))
    #expect(try String(contentsOf: folder.appendingPathComponent("1.log"), encoding: .utf8) == "two\n")
  }

  @Test("children see the end of their input when they are to stop, and no earlier")
  func endOfInput() throws {
    let (group, folder) = try group("/bin/cat", "child group input")
    for id in 0..<3 { try group.start(id, arguments: [], log: folder.appendingPathComponent("\(id).log")) }
    Thread.sleep(forTimeInterval: 0.05)
    #expect(try group.collect().isEmpty)
    group.endInput()
    #expect(try endings(of: group) == [0: .exited(0), 1: .exited(0), 2: .exited(0)])
    #expect(throws: ToolchainError.cannotStart("tool", reason: "it was told to stop")) {
      try group.start(3, arguments: [], log: folder.appendingPathComponent("3.log"))
    }
  }

  @Test("children that are ended with the group are gone afterwards")
  func endAll() throws {
    let (group, folder) = try group("/bin/sh", "child group end")
    try group.start(
      0, arguments: ["-c", "cat; echo stopped > stopped"], log: folder.appendingPathComponent("0.log"))
    try group.endAll()
    #expect(group.count == 0)
    #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("stopped").path))
  }

  @Test("children are in process groups of their own")
  func processGroups() throws {
    let (group, folder) = try group("/bin/sh", "child group processes")
    try group.start(
      0, arguments: ["-c", "cut -d ' ' -f 1,5 /proc/$$/stat"], log: folder.appendingPathComponent("0.log"))
    #expect(try endings(of: group) == [0: .exited(0)])
    let words = try String(contentsOf: folder.appendingPathComponent("0.log"), encoding: .utf8)
      .split(whereSeparator: \.isWhitespace)
    #expect(words.count == 2)
    #expect(words.first == words.last)
  }
}
