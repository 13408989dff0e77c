import Foundation
import LNQHardware
import LNQTestSupport
import LNQToolchain
import Testing

@Suite("Wrappers around a network", .needsIcarus)
struct WrapperTests {
  private static let plain = TinyDesign("plain", "s3.1 u4.0 s5.2", latency: 2, hasClass: true)
  private static let combinational = TinyDesign("direct", "u8.0 s8.3", latency: 0)

  private static let wrappers: [(Wrapper, TinyDesign)] = [
    (Wrapper(.axiStream, result: .class), plain), (Wrapper(.axiStream, result: .codes), plain),
    (Wrapper(.axiStream, result: .codes, beatBits: 8), plain), (Wrapper(.axiStream, result: .codes), combinational),
    (Wrapper(.axiStream, result: .class, beatBits: 8), plain), (Wrapper(.serial, result: .codes), combinational),
    (Wrapper(.serial, result: .class), plain), (Wrapper(.uart, result: .class), plain),
    (Wrapper(.uart, result: .codes), TinyDesign("longer", "u4.0 u8.0", latency: 1)),
    (Wrapper(.tinyTapeout, result: .class), plain), (Wrapper(.tinyTapeout, result: .codes), combinational),
  ]

  /// Runs the testbench of a wrapped design, of which `change` makes another one.
  private func verdict(
    _ wrapper: Wrapper, _ tiny: TinyDesign, samples: Int = 300, in name: String,
    change: (String) -> String = { $0 }
  ) throws -> TestbenchVerdict {
    var stimulus = Stimulus(interface: tiny.interface, seed: 5)
    let rows =
      Stimulus.cornerRows(of: tiny.interface) + Stimulus.randomRows(of: tiny.interface, count: samples, seed: 9)
    try stimulus.append(rows: rows)
    let testbench = try VerilogTestbench(
      of: wrapper, around: tiny.interface, stimulus: stimulus, expectedOutputs: tiny.outputs(of: rows),
      expectedClasses: tiny.classes(of: rows))
    let design = tiny.design.wrapped(in: wrapper)
    let changed = VerilogDesign(
      interface: design.interface,
      sources: design.sources.map { VerilogDesign.File(name: $0.name, text: change($0.text)) }, companions: [])
    let sources = try VerilogSources(writing: changed, into: Workspace.empty("wrapper \(name)/rtl"), label: tiny.name)
    return try IcarusSimulation.run(
      testbench, with: sources, in: Workspace.root.appendingPathComponent("wrapper \(name)"), tools: Workspace.tools,
      timeLimit: .seconds(60))
  }

  @Test("pass on every sample in order, with marks, and without pauses at full pace", arguments: wrappers.indices)
  func passes(index: Int) throws {
    let (wrapper, tiny) = Self.wrappers[index]
    let verdict = try verdict(wrapper, tiny, in: "\(index)")
    #expect(verdict.passed, "\(wrapper) \(verdict.messages)")
    #expect(verdict.mismatches == 0 && verdict.timingErrors == 0 && verdict.samples > 300)
  }

  @Test(
    "that are wrong fail",
    arguments: [
      // Samples come in although there is no room; two clocks fewer of room; a queue that forgets its place.
      ("assign s_tready_o = credits != 0;", "assign s_tready_o = 1'b1;"),
      ("localparam DEPTH = LATENCY + 3;", "localparam DEPTH = LATENCY + 1;"),
      ("if (leaves) out_place <=", "if (1'b0) out_place <="),
      // Marks of another sample, beats in another order, a beat that is lost.
      ("marks[mark_place] <= {s_tlast_i, s_tuser_i}", "marks[mark_place] <= {s_tlast_i, s_tuser_i + 8'd1}"),
      ("sample[beat*IN_BITS+:IN_BITS] <= s_tdata_i", "sample[(IN_BEATS-1-beat)*IN_BITS+:IN_BITS] <= s_tdata_i"),
      ("wire is_last_out = out_beat == LAST_OUT;", "wire is_last_out = 1'b1;"),
    ])
  func wrongWrappers(text: String, replacement: String) throws {
    let verdict = try verdict(
      Wrapper(.axiStream, result: .codes, beatBits: 8), Self.plain, in: "wrong \(text.hashValue)"
    ) {
      $0.replacing(text, with: replacement)
    }
    #expect(!verdict.passed)
  }

  @Test("go on after a mismatch, so that all are counted")
  func goesOn() throws {
    let verdict = try verdict(Wrapper(.axiStream, result: .codes), Self.plain, in: "goes on") {
      $0.replacing(".result_i(codes)", with: ".result_i(~codes)")
    }
    // Every result has a bit that is wrong.
    #expect(verdict.mismatches == verdict.samples && verdict.samples > 300 && verdict.messages.count == 10)
  }

  @Test("fail without their vectors", arguments: ["stimulus", "expected"])
  func noVectors(which: String) throws {
    var stimulus = Stimulus(interface: Self.plain.interface, seed: 5)
    let rows = Stimulus.randomRows(of: Self.plain.interface, count: 20, seed: 9)
    try stimulus.append(rows: rows)
    let wrapper = Wrapper(.axiStream, result: .codes)
    let testbench = try VerilogTestbench(
      of: wrapper, around: Self.plain.interface, stimulus: stimulus, expectedOutputs: Self.plain.outputs(of: rows),
      expectedClasses: Self.plain.classes(of: rows))
    let folder = try Workspace.empty("wrapper without \(which)")
    let sources = try VerilogSources(
      writing: Self.plain.design.wrapped(in: wrapper), into: folder, label: Self.plain.name)
    try testbench.write(into: folder)
    let (name, log) = ("plain_axis_\(which).hex", folder.appending(path: "log"))
    try Workspace.tools.find(.iverilog).run(
      ["-g2005", "-s", testbench.module, "-o", "tb", testbench.fileName] + sources.names, in: folder, log: log)
    func printed() throws -> String {
      try Workspace.tools.find(.vvp).run(["-n", "tb"], in: folder, log: log, limits: .init(time: .seconds(20)))
      return try String(contentsOf: log, encoding: .utf8)
    }
    #expect(try printed().contains("LNQ PASS samples=20 mismatches=0"))
    try FileManager.default.removeItem(at: folder.appending(path: name))
    #expect(try printed().contains("LNQ FAIL samples=20 mismatches=20"))
    // One line too few.
    try testbench.write(into: folder)
    let lines = try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n")
    try Data(lines.dropLast().joined(separator: "\n").utf8).write(to: folder.appending(path: name))
    #expect(try printed().contains("LNQ FAIL samples=20 mismatches=20"))
  }

  @Test("fail around networks that are wrong", arguments: [TinyDesign.Fault.wrongAtZero, .dropsZero, .stuckValid])
  func wrongNetworks(fault: TinyDesign.Fault) throws {
    var tiny = Self.plain
    tiny.fault = fault
    #expect(try !verdict(Wrapper(.axiStream, result: .codes), tiny, in: "around \(fault)").passed)
  }

  @Test("say in their file list what they consist of, and are silent in Verilator's lint", .needsVerilator)
  func files() throws {
    for (index, (wrapper, tiny)) in Self.wrappers.enumerated() {
      // The tiny network itself is not silent.
      let quiet = tiny.design.sources.map {
        VerilogDesign.File(
          name: $0.name,
          text: "/* verilator lint_off UNUSEDSIGNAL */\n\($0.text)/* verilator lint_on UNUSEDSIGNAL */\n")
      }
      let design = VerilogDesign(interface: tiny.interface, sources: quiet, companions: []).wrapped(in: wrapper)
      #expect(design.sources.last?.name == wrapper.module(around: tiny.interface) + ".v")
      let folder = try Workspace.empty("wrapper lint \(index)")
      let sources = try VerilogSources(writing: design, into: folder, label: tiny.name)
      try Workspace.tools.find(.verilator).run(
        ["--lint-only", "-Wall", "-Wno-DECLFILENAME", "--top-module", wrapper.module(around: tiny.interface)]
          + sources.names,
        in: folder, log: folder.appending(path: "log"))
      #expect(try String(contentsOf: folder.appending(path: "log"), encoding: .utf8) == "")
    }
  }
}
