import Foundation
import LNQHardware
import LNQToolchain
import Testing

@Suite("Verilog sources")
struct VerilogSourcesTests {
  let tiny = TinyDesign("top", "s4.0", latency: 0)

  @Test("A folder gives its Verilog files in the order of their names, without the testbench and other files")
  func folder() throws {
    let folder = try Workspace.empty("sources folder")
    for name in ["b.v", "a.v", "top.v", "top_tb.v", "top.json", ".hidden.v", "other_tb.v"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    let sources = try VerilogSources(folder: folder, interface: tiny.interface, label: "x")
    #expect(sources.names == ["a.v", "b.v", "other_tb.v", "top.v"])
  }

  @Test("A folder without Verilog, and one that is not there, are errors")
  func noVerilog() throws {
    let folder = try Workspace.empty("sources none")
    #expect(throws: ToolchainError.noVerilog(folder: folder.path)) {
      try VerilogSources(folder: folder, interface: tiny.interface, label: "x")
    }
    let missing = folder.appendingPathComponent("missing")
    #expect(throws: ToolchainError.cannotRead(missing.path)) {
      try VerilogSources(folder: missing, interface: tiny.interface, label: "x")
    }
  }

  @Test("A design is written file by file, in its own order")
  func writing() throws {
    let folder = try Workspace.empty("sources writing").appendingPathComponent("deep/rtl")
    let sources = try VerilogSources(writing: tiny.design, into: folder, label: "x")
    #expect(sources.names == ["top_invert.v", "top.v"])
    for file in tiny.design.sources {
      #expect(try String(contentsOf: folder.appendingPathComponent(file.name), encoding: .utf8) == file.text)
    }
  }

  @Test("A folder that cannot be made is an error")
  func cannotWrite() throws {
    let file = try Workspace.empty("sources blocked").appendingPathComponent("file")
    try Data().write(to: file)
    let folder = file.appendingPathComponent("rtl")
    #expect(throws: ToolchainError.cannotWrite(folder.path)) {
      try VerilogSources(writing: tiny.design, into: folder, label: "x")
    }
  }
}
