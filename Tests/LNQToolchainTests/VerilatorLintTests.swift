import Foundation
import LNQHardware
import LNQTestSupport
import LNQToolchain
import Testing

@Suite("Lint", .needsVerilator)
struct VerilatorLintTests {
  private func warnings(_ text: String, _ name: String) throws -> String {
    let tiny = TinyDesign("linted", "s4.0", latency: 0)
    let design = VerilogDesign(
      interface: tiny.interface, sources: [VerilogDesign.File(name: "linted.v", text: text)], companions: []
    )
    let sources = try VerilogSources(writing: design, into: Workspace.empty("lint \(name)"), label: name)
    return try VerilatorLint.warnings(
      of: sources, in: Workspace.root.appendingPathComponent("lint"), tools: Workspace.tools)
  }

  @Test("Clean Verilog gives an empty text")
  func clean() throws {
    #expect(
      try warnings("module linted(input wire [3:0] a_i, output wire [3:0] y_o);\n  assign y_o = a_i;\nendmodule\n", "a")
        == "")
  }

  @Test("A warning is text with the file's name, and no error")
  func warning() throws {
    let text = try warnings(
      "module linted(input wire [3:0] a_i, output wire [3:0] y_o);\n  assign y_o = a_i[2:0];\nendmodule\n", "b")
    #expect(text.contains("WIDTH") && text.contains("linted.v:2"))
  }

  @Test("SystemVerilog and other errors are errors")
  func errors() throws {
    let error = try #require(throws: ToolchainError.self) {
      _ = try warnings("module linted(input logic a_i, output logic y_o);\n  assign y_o = a_i;\nendmodule\n", "c")
    }
    #expect(error.description.contains("linted.v:1"))
  }
}
