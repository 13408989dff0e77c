import Foundation
import LNQHardware
import LNQToolchain
import Testing

@Suite("Missing tools")
struct MissingToolTests {
  let tiny = TinyDesign("w8", "s4.0 u4.0", latency: 0)
  let nowhere = ToolSearch(path: "/nowhere")

  @Test("Without Verilator nothing is written, and the error names it")
  func verilator() throws {
    let sources = try VerilogSources(writing: tiny.design, into: Workspace.empty("missing rtl"), label: "w8")
    let folder = try Workspace.empty("missing").appendingPathComponent("build")
    #expect(throws: ToolchainError.toolMissing(.verilator)) {
      try VerilatorSimulation.build([sources], in: folder, tools: nowhere)
    }
    #expect(throws: ToolchainError.toolMissing(.verilator)) {
      try VerilatorLint.warnings(of: sources, in: folder, tools: nowhere)
    }
    #expect(throws: ToolchainError.toolMissing(.verilator)) {
      try VerilatorSimulation.probe(
        [], of: sources, stimulus: Stimulus(interface: tiny.interface, seed: 1), in: folder, tools: nowhere)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test("Without Icarus Verilog nothing is written, and the error names it")
  func icarus() throws {
    let sources = try VerilogSources(writing: tiny.design, into: Workspace.empty("missing icarus rtl"), label: "w8")
    let folder = try Workspace.empty("missing icarus").appendingPathComponent("build")
    var stimulus = Stimulus(interface: tiny.interface, seed: 1)
    try stimulus.append(rows: [1, 1])
    let testbench = try VerilogTestbench(
      interface: tiny.interface, stimulus: stimulus, expectedOutputs: [1, 1], expectedClasses: [])
    #expect(throws: ToolchainError.toolMissing(.iverilog)) {
      try IcarusSimulation.run(testbench, with: sources, in: folder, tools: nowhere)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }
}
