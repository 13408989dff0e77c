import Foundation
import Testing

@testable import LNQToolchain

@Suite("Running tools")
struct ExternalToolTests {
  /// The shell, in the place of a tool.
  private let shell = try? ToolSearch(
    path: "/bin:/usr/bin", overrides: ["yosys": "/bin/sh"], environment: ["COLOUR": "green"]
  ).find(.yosys)

  private func run(
    _ script: String, _ arguments: [String] = [], in folder: URL, timeLimit: Duration? = nil,
    memoryLimit: Int? = nil
  ) throws -> String {
    let log = folder.appendingPathComponent("log")
    try #require(shell).run(
      ["-c", script, "sh"] + arguments, in: folder, log: log, limits: .init(time: timeLimit, memory: memoryLimit))
    return try String(contentsOf: log, encoding: .utf8)
  }

  @Test("A program gets its arguments, folder and environment, an empty input, and both outputs go to the log")
  func everything() throws {
    let folder = try Workspace.empty("run everything")
    let text = try run(
      #"printf '%s|' "$@"; echo; pwd; echo $COLOUR $PATH; echo to stderr >&2; read line || echo no input"#,
      ["a b", "", "$HOME", "ü"], in: folder)
    #expect(text == "a b||$HOME|ü|\n\(folder.path)\ngreen /bin:/usr/bin\nto stderr\nno input\n")
  }

  @Test("A program begins only with the line that says who ends it", arguments: ["", "\n"])
  func line(input: String) throws {
    let folder = try Workspace.empty("run line")
    try Data(input.utf8).write(to: folder.appendingPathComponent("input"))
    let command = ChildProcess.command("/bin/sh", ["-c", "echo begun >begun"], folder: folder.path, waits: true)
    let child = Process()
    child.executableURL = URL(fileURLWithPath: command[0])
    child.arguments = Array(command.dropFirst())
    child.standardInput = try FileHandle(forReadingFrom: folder.appendingPathComponent("input"))
    try child.run()
    child.waitUntilExit()
    let hasBegun = FileManager.default.fileExists(atPath: folder.appendingPathComponent("begun").path)
    #expect(hasBegun == (input == "\n"))
    #expect((child.terminationStatus == 0) == hasBegun)
  }

  @Test("A failing program's error has its status, the last fifteen lines of its log and the log's path")
  func failure() throws {
    let folder = try Workspace.empty("run failure")
    #expect(
      throws: ToolchainError.toolFailed(
        "yosys", how: "with status 3", logTail: (3...17).map { "line \($0)" },
        log: folder.appendingPathComponent("log").path)
    ) { try run("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do echo line $i; echo; done; exit 3", in: folder) }
  }

  @Test("A program that is ended by a signal is a failure")
  func signal() throws {
    let folder = try Workspace.empty("run signal")
    let log = folder.appendingPathComponent("log").path
    #expect(throws: ToolchainError.toolFailed("yosys", how: "by signal 11", logTail: [], log: log)) {
      try run("kill -11 $$", in: folder)
    }
  }

  @Test("A program that takes too long is ended together with its children")
  func timeLimit() throws {
    let folder = try Workspace.empty("run time limit")
    let (log, file) = (folder.appendingPathComponent("log").path, folder.appendingPathComponent("pid"))
    let limit = Duration.seconds(2)
    #expect(throws: ToolchainError.timedOut("yosys", limit, logTail: [], log: log)) {
      try run("(sleep 600 & echo $! > \"$1\"; wait) & wait", [file.path], in: folder, timeLimit: limit)
    }
    let pid = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(isGone(pid))
  }

  /// Whether a process ends within half a minute. Killed is not gone: the kernel takes a moment, and nobody may collect it.
  private func isGone(_ pid: String) -> Bool {
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end {
      guard let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8), !state.contains(") Z ")
      else {
        return true
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }

  #if os(Linux)
    @Test("A program that fails for want of memory, by itself or in a child, is told from others that fail")
    func memoryLimit() throws {
      let folder = try Workspace.empty("run memory limit")
      let limit = 60_000_000
      // tail keeps a line of any length.
      let children = "head -c 500000000 /dev/zero | tail -n 1 > /dev/null"
      for script in ["\(children); exit 1", "echo std::bad_alloc; exit 134"] {
        let error = try #require(throws: ToolchainError.self) { try run(script, in: folder, memoryLimit: limit) }
        guard case .outOfMemory("yosys", limit, _, _) = error else {
          Issue.record("\(script): \(error)")
          continue
        }
      }
      let other = try #require(throws: ToolchainError.self) { try run("exit 3", in: folder, memoryLimit: limit) }
      guard case .toolFailed("yosys", how: "with status 3", _, _) = other else {
        Issue.record("\(other)")
        return
      }
    }
  #endif

  @Test("The time of processors that a program took is known, with what it has started")
  func work() throws {
    let folder = try Workspace.empty("run work")
    let script = "head -c 200000000 /dev/zero | cksum"
    let work = try #require(shell).run(["-c", script], in: folder, log: folder.appendingPathComponent("log"))
    #expect(work > .milliseconds(10) && work < .seconds(100))
  }

  @Test("A program within its time limit is left alone")
  func withinLimit() throws {
    #expect(try run("echo done", in: Workspace.empty("run within limit"), timeLimit: .seconds(600)) == "done\n")
  }

  @Test("A log that cannot be written is an error before anything runs")
  func noLog() throws {
    let folder = try Workspace.empty("run no log")
    let log = folder.appendingPathComponent("missing/log")
    #expect(throws: ToolchainError.cannotWrite(log.path)) {
      try #require(shell).run(["-c", "touch ran"], in: folder, log: log)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("ran").path))
  }

  @Test("What a program leaves running ends when it has ended")
  func leftRunning() throws {
    let folder = try Workspace.empty("run left running")
    let pid = try run("sleep 600 & echo $!", in: folder).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(isGone(pid))
  }

  @Test("A link in the place of the log is not followed")
  func linkedLog() throws {
    let folder = try Workspace.empty("run linked log")
    let victim = folder.appendingPathComponent("victim")
    try Data("precious".utf8).write(to: victim)
    try FileManager.default.createSymbolicLink(
      at: folder.appendingPathComponent("log"), withDestinationURL: victim)
    #expect(try run("echo done", in: folder) == "done\n")
    #expect(try String(contentsOf: victim, encoding: .utf8) == "precious")
  }
}
