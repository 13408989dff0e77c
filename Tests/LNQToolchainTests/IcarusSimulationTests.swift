import Foundation
import LNQHardware
import LNQTestSupport
import LNQToolchain
import Testing

@Suite("Simulation with Icarus Verilog", .needsIcarus)
struct IcarusSimulationTests {
  private func run(_ tiny: TinyDesign, rows: [Int], limit: Int = 2000, in name: String) throws -> TestbenchVerdict {
    var stimulus = Stimulus(interface: tiny.interface, seed: 5)
    try stimulus.append(rows: rows)
    let testbench = try VerilogTestbench(
      interface: tiny.interface, stimulus: stimulus, expectedOutputs: tiny.outputs(of: rows),
      expectedClasses: tiny.classes(of: rows), limit: limit)
    let sources = try VerilogSources(
      writing: tiny.design, into: Workspace.empty("icarus \(name)/rtl"), label: tiny.name)
    return try IcarusSimulation.run(
      testbench, with: sources, in: Workspace.root.appendingPathComponent("icarus \(name)"), tools: Workspace.tools,
      timeLimit: .seconds(60))
  }

  private func rows(_ tiny: TinyDesign) -> [Int] {
    Stimulus.cornerRows(of: tiny.interface) + Stimulus.randomRows(of: tiny.interface, count: 200, seed: 9)
  }

  @Test("A right design passes", arguments: VerilatorSimulationTests.good)
  func passes(tiny: TinyDesign) throws {
    let rows = rows(tiny)
    let verdict = try run(tiny, rows: rows, in: "good \(tiny.name)")
    #expect(verdict.passed)
    #expect(verdict.samples == rows.count / tiny.inputs.count)
    #expect(verdict.mismatches == 0)
    #expect(verdict.timingErrors == 0)
    #expect(verdict.latencyCycles == tiny.latency)
    #expect(verdict.messages.isEmpty)
    #expect(verdict.simulator.hasPrefix("Icarus Verilog 1"))
  }

  @Test("A wrong design fails", arguments: VerilatorSimulationTests.bad)
  func fails(tiny: TinyDesign) throws {
    let verdict = try run(tiny, rows: rows(tiny), in: "bad \(tiny.name)")
    #expect(!verdict.passed)
    #expect(!verdict.messages.isEmpty)
    #expect(verdict.mismatches + verdict.timingErrors > 0)
  }

  @Test("A wrong output is named with its sample and both values")
  func wrongOutput() throws {
    let verdict = try run(VerilatorSimulationTests.bad[0], rows: [1, 1, 0, 0, -8, 3, 0, 0], in: "wrong")
    #expect(verdict.mismatches == 2)
    // class_o, then y1 and y0 in hexadecimal.
    #expect(
      verdict.messages == ["MISMATCH sample 1: expected 0ff, got 0fe", "MISMATCH sample 3: expected 0ff, got 0fe"])
  }

  @Test("A wrong latency is named")
  func late() throws {
    let verdict = try run(VerilatorSimulationTests.bad[1], rows: [1, 1, 2, 2], in: "late")
    #expect(verdict.mismatches == 0)
    #expect(verdict.timingErrors == 2)
    #expect(verdict.latencyCycles == 2)
    #expect(verdict.messages.first == "TIMING sample 0 came out after 2 clocks instead of 1")
  }

  @Test("No more samples are simulated than the limit")
  func limit() throws {
    #expect(
      try run(VerilatorSimulationTests.good[1], rows: rows(VerilatorSimulationTests.good[1]), limit: 7, in: "limit")
        .samples == 7)
  }

  @Test("Files that are missing fail the testbench instead of passing it")
  func missingFiles() throws {
    let tiny = TinyDesign("no_files", "s4.0 u4.0", latency: 0)
    var stimulus = Stimulus(interface: tiny.interface, seed: 5)
    try stimulus.append(rows: [1, 1])
    let testbench = try VerilogTestbench(
      interface: tiny.interface, stimulus: stimulus, expectedOutputs: tiny.outputs(of: [1, 1]), expectedClasses: [])
    let folder = try Workspace.empty("icarus no files")
    _ = try VerilogSources(writing: tiny.design, into: folder, label: "x")
    try Data(testbench.files[0].text.utf8).write(to: folder.appendingPathComponent(testbench.files[0].name))
    let log = folder.appendingPathComponent("log")
    let names = tiny.design.sources.map(\.name) + [testbench.files[0].name]
    try Workspace.tools.find(.iverilog).run(
      ["-g2005", "-s", testbench.module, "-o", "x"] + names, in: folder, log: log)
    try Workspace.tools.find(.vvp).run(["-n", "x"], in: folder, log: log)
    let verdict = try #require(
      TestbenchVerdict(printed: String(contentsOf: log, encoding: .utf8), simulator: "", log: ""))
    #expect(!verdict.passed)
    #expect(verdict.messages.first == "A file is missing or has fewer than 1 lines.")
  }

  @Test("Verilog with a syntax error: the error has the compiler's last lines and the path of the log")
  func syntaxError() throws {
    let tiny = TinyDesign("icarus_broken", "s4.0", latency: 0, fault: .syntaxError)
    let error = try #require(throws: ToolchainError.self) { _ = try run(tiny, rows: [1], in: "broken") }
    guard case .toolFailed("iverilog", _, let tail, let log) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(tail.contains { $0.contains("icarus_broken.v") && $0.contains("syntax error") })
    #expect(FileManager.default.fileExists(atPath: log))
  }
}
