import Foundation
import LNQToolchain
import Testing

@Suite("Running tools")
struct ExternalToolTests {
  private func tool(_ script: String, in folder: URL) throws -> (tool: ExternalTool, log: URL) {
    try Workspace.script(script, at: folder.appendingPathComponent("yosys"))
    let search = ToolSearch(path: folder.path, environment: ["COLOUR": "green"])
    return (try search.find(.yosys), folder.appendingPathComponent("log"))
  }

  @Test("A program gets its arguments, folder and environment, an empty input, and both outputs go to the log")
  func everything() throws {
    let folder = try Workspace.empty("run everything")
    let (tool, log) = try tool(
      #"printf '%s|' "$@"; echo; pwd; echo $COLOUR; echo to stderr >&2; read line || echo no input"#, in: folder)
    try tool.run(["a b", "", "$HOME", "ü"], in: URL(fileURLWithPath: "/"), log: log)
    #expect(
      try String(contentsOf: log, encoding: .utf8) == "a b||$HOME|ü|\n/\ngreen\nto stderr\nno input\n")
  }

  @Test("A failing program's error has its status, the last fifteen lines of its log and the log's path")
  func failure() throws {
    let folder = try Workspace.empty("run failure")
    let (tool, log) = try tool("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do echo line $i; echo; done; exit 3", in: folder)
    #expect(
      throws: ToolchainError.toolFailed(
        "yosys", how: "with status 3", logTail: (3...17).map { "line \($0)" }, log: log.path)
    ) { try tool.run([], in: folder, log: log) }
  }

  @Test("A program that is ended by a signal is a failure")
  func signal() throws {
    let folder = try Workspace.empty("run signal")
    let (tool, log) = try tool("kill -11 $$", in: folder)
    #expect(throws: ToolchainError.toolFailed("yosys", how: "by signal 11", logTail: [], log: log.path)) {
      try tool.run([], in: folder, log: log)
    }
  }

  @Test("A program that takes too long is ended together with its children")
  func timeLimit() throws {
    let folder = try Workspace.empty("run time limit")
    let (tool, log) = try tool("(sleep 60 & echo $! > \"$1\"; wait) & wait", in: folder)
    let search = ToolSearch(path: "\(folder.path):/bin:/usr/bin")
    let started = try search.find(.yosys)
    #expect(tool.path == started.path)
    let file = folder.appendingPathComponent("pid")
    let limit = Duration.milliseconds(300)
    #expect(throws: ToolchainError.timedOut("yosys", limit, logTail: [], log: log.path)) {
      try started.run([file.path], in: folder, log: log, timeLimit: limit)
    }
    let pid = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    // Gone, or dead and not collected yet.
    #expect(state == nil || state?.contains(") Z ") == true)
  }

  @Test("A program within its time limit is left alone")
  func withinLimit() throws {
    let folder = try Workspace.empty("run within limit")
    let (tool, log) = try tool("echo done", in: folder)
    try tool.run([], in: folder, log: log, timeLimit: .seconds(60))
    #expect(try String(contentsOf: log, encoding: .utf8) == "done\n")
  }

  @Test("A log that cannot be written is an error before anything runs")
  func noLog() throws {
    let folder = try Workspace.empty("run no log")
    let (tool, _) = try tool("touch ran", in: folder)
    let log = folder.appendingPathComponent("missing/log")
    #expect(throws: ToolchainError.cannotWrite(log.path)) { try tool.run([], in: folder, log: log) }
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("ran").path))
  }

  @Test("A child stays in our process group, so that an interrupt from the terminal reaches it")
  func processGroup() throws {
    let folder = try Workspace.empty("run group")
    let (_, log) = try tool("ps -o pgid= -p $$; ps -o pgid= -p $PPID", in: folder)
    let tool = try ToolSearch(path: "\(folder.path):/bin:/usr/bin").find(.yosys)
    guard FileManager.default.fileExists(atPath: "/proc/self/stat") else { return }
    try Workspace.script("cat /proc/$$/stat /proc/$PPID/stat", at: folder.appendingPathComponent("yosys"))
    try tool.run([], in: folder, log: log)
    let groups = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map { line in
      line.split(separator: ")").last?.split(separator: " ")[2]
    }
    #expect(groups.count == 2 && groups[0] == groups[1])
  }
}
