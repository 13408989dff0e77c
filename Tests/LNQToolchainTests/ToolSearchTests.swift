import Foundation
import LNQToolchain
import Testing

@Suite("Finding tools")
struct ToolSearchTests {
  @Test("The first folder of PATH that has the program wins, and files that are no programs are passed over")
  func order() throws {
    let folder = try Workspace.empty("search order")
    for name in ["a", "b", "c"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    try Data("text".utf8).write(to: folder.appendingPathComponent("a/yosys"))
    try Workspace.link("/bin/true", at: folder.appendingPathComponent("b/yosys"))
    try Workspace.link("/bin/true", at: folder.appendingPathComponent("c/yosys"))
    let path = ["a", "b", "c"].map { "\(folder.path)/\($0)" }.joined(separator: ":")
    #expect(try ToolSearch(path: ":\(path)").find(.yosys).path == "\(folder.path)/b/yosys")
  }

  @Test("A folder with the name of a program is no program")
  func folderIsNoProgram() throws {
    let folder = try Workspace.empty("search folder")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("vvp"), withIntermediateDirectories: true)
    #expect(throws: ToolchainError.toolMissing(.vvp)) { try ToolSearch(path: folder.path).find(.vvp) }
  }

  @Test("An override wins over PATH, and one that leads nowhere is an error", arguments: Program.allCases)
  func overrides(program: Program) throws {
    let folder = try Workspace.empty("search override \(program)")
    let file = folder.appendingPathComponent("mine")
    let variable = program.environmentVariable
    let search = ToolSearch(environment: ["PATH": "/bin", variable: file.path])
    #expect(throws: ToolchainError.notExecutable(program, path: file.path)) { try search.find(program) }
    try Workspace.link("/bin/true", at: file)
    #expect(try search.find(program).path == file.path)
    #expect(try search.find(program).name == program.rawValue)
    #expect(throws: ToolchainError.toolMissing(program)) {
      try ToolSearch(environment: ["PATH": folder.path, variable: ""]).find(program)
    }
  }

  @Test("A relative override is found again from another folder")
  func relativeOverride() throws {
    let folder = try Workspace.empty("search relative")
    try Workspace.link("/bin/echo", at: folder.appendingPathComponent("make"))
    let current = FileManager.default.currentDirectoryPath
    let up = Array(repeating: "..", count: current.split(separator: "/").count).joined(separator: "/")
    let tool = try ToolSearch(path: "", overrides: ["make": "\(up)\(folder.path)/make"]).find(.make)
    try tool.run(["here"], in: URL(fileURLWithPath: "/"), log: folder.appendingPathComponent("log"))
    #expect(try String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8) == "here\n")
  }

  @Test("Programs inherit the given environment with the given PATH, without the variables of an outer make")
  func environment() throws {
    let search = ToolSearch(
      path: "/bin:/usr/bin", environment: ["HOME": "/h", "PATH": "/other", "MAKEFLAGS": "-n", "MAKELEVEL": "1"])
    #expect(try search.find(.make).environment == ["HOME": "/h", "PATH": "/bin:/usr/bin"])
  }

  @Test("The version is the first line that the program prints, and a silent program is an error")
  func version() throws {
    let folder = try Workspace.empty("search version")
    let file = folder.appendingPathComponent("yosys")
    try Workspace.link("/bin/echo", at: file)
    let search = ToolSearch(path: folder.path)
    // echo prints the option that asks for the version.
    #expect(try search.version(of: .yosys, in: folder.appendingPathComponent("logs")) == "-V")
    try Workspace.link("/bin/true", at: file)
    #expect(
      throws: ToolchainError.malformedOutput(
        "yosys", problem: "it printed no version", file: folder.appendingPathComponent("logs/yosys.version.log").path)
    ) { try search.version(of: .yosys, in: folder.appendingPathComponent("logs")) }
  }
}
