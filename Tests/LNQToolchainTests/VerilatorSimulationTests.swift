import Foundation
import LNQFixedPoint
import LNQHardware
import LNQTestSupport
import LNQToolchain
import Testing

@Suite("Simulation with Verilator", .needsVerilator, .serialized)
struct VerilatorSimulationTests {
  static let good = [
    TinyDesign("w1", "u1.0", latency: 0), TinyDesign("w8", "s4.0 u4.0", latency: 1),
    TinyDesign("w31", "s16.0 u15.0", latency: 3, hasClass: true),
    TinyDesign("w32", "s32.0", latency: 0, hasClass: true),
    TinyDesign("w33", "u1.0 s32.0", latency: 1), TinyDesign("w64", "s32.0 u32.0", latency: 3),
    TinyDesign("w65", "s31.0 u2.0 u32.0", latency: 0),
    TinyDesign("w200", "s32.0 s32.0 u32.0 s32.0 s32.0 s32.0 u8.0", latency: 1, hasClass: true),
    TinyDesign("w200to8", "s32.0 s32.0 u32.0 s32.0 s32.0 s32.0 u8.0", latency: 3, outputCount: 1),
  ]

  static let bad = [
    TinyDesign("wrong_at_zero", "s4.0 u4.0", latency: 1, hasClass: true, fault: .wrongAtZero),
    TinyDesign("late", "s4.0 u4.0", latency: 1, fault: .late),
    TinyDesign("late_data", "s4.0 u4.0", latency: 1, fault: .lateData),
    TinyDesign("stuck_valid", "s4.0 u4.0", latency: 1, fault: .stuckValid),
    TinyDesign("stuck_valid_0", "s4.0 u4.0", latency: 0, fault: .stuckValid),
    TinyDesign("no_reset", "s4.0 u4.0", latency: 2, fault: .noReset),
    TinyDesign("drops_zero", "s4.0 u4.0", latency: 1, fault: .dropsZero),
    TinyDesign("lingers", "s4.0 u4.0", latency: 1, fault: .lingersValid),
  ]

  static let folder = Workspace.root.appendingPathComponent("models")

  /// All designs above, built at once.
  private static let built = Result { () throws -> [String: VerilatorSimulation] in
    let sources = try (good + bad).map { tiny in
      try VerilogSources(
        writing: tiny.design, into: folder.appendingPathComponent("rtl/\(tiny.name)"), label: "\(tiny.name) (test)")
    }
    let built = try VerilatorSimulation.build(sources, in: folder, tools: Workspace.tools)
    return Dictionary(uniqueKeysWithValues: built.map { ($0.sources.interface.module, $0) })
  }

  private func rows(_ tiny: TinyDesign) -> [Int] {
    Stimulus.cornerRows(of: tiny.interface) + Stimulus.randomRows(of: tiny.interface, count: 300, seed: 3)
  }

  private func simulate(
    _ tiny: TinyDesign, rows: [Int], seed: UInt64 = 1, gaps: Int = 64
  ) throws -> (response: SimulationResponse, report: AgreementReport) {
    let simulation = try #require(try Self.built.get()[tiny.name])
    var stimulus = Stimulus(interface: tiny.interface, seed: seed, gapsPer256Cycles: gaps)
    try stimulus.append(rows: rows)
    let response = try simulation.run(stimulus, timeLimit: .seconds(60))
    let report = try AgreementReport(
      of: response, expectedOutputs: tiny.outputs(of: rows), expectedClasses: tiny.classes(of: rows),
      interface: tiny.interface, variant: simulation.sources.label)
    return (response, report)
  }

  @Test("The compiler optimizes only for many samples", arguments: [(0, "-O0"), (49_999, "-O0"), (50_000, "-O1")])
  func optimization(samples: Int, option: String) throws {
    let folder = try Workspace.empty("optimized-\(samples)")
    let sources = try VerilogSources(
      writing: Self.good[0].design, into: folder.appendingPathComponent("rtl"), label: "w1")
    let built = try #require(
      try VerilatorSimulation.build([sources], in: folder, tools: Workspace.tools, samples: samples).first)
    let log = built.executable.deletingLastPathComponent().appendingPathComponent("Vw1.compile.log")
    #expect(try String(contentsOf: log, encoding: .utf8).contains(" \(option) "))
  }

  @Test("A simulator is built once; one that was damaged, or is of other sources, is built again")
  func cache() throws {
    let folder = try Workspace.empty("cached")
    let cache = SimulatorCache(folder: folder.appendingPathComponent("cache").path) { bytes in
      String(bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } | 1 << 63, radix: 16)
    }
    var builds = 0
    /// Whether it was compiled.
    func build(_ tiny: TinyDesign) throws -> Bool {
      builds += 1
      let work = folder.appendingPathComponent("\(builds)")
      let sources = try VerilogSources(writing: tiny.design, into: work.appendingPathComponent("rtl"), label: "design")
      let simulation = try #require(
        try VerilatorSimulation.build([sources], in: work, tools: Workspace.tools, cache: cache).first)
      var stimulus = Stimulus(interface: tiny.interface, seed: 1)
      try stimulus.append(rows: rows(tiny))
      #expect(try simulation.run(stimulus, timeLimit: .seconds(60)).outputs.count == stimulus.count)
      let log = simulation.executable.deletingLastPathComponent().appendingPathComponent("Vdesign.compile.log")
      return FileManager.default.fileExists(atPath: log.path)
    }
    #expect(try build(Self.good[0]))
    #expect(try !build(Self.good[0]))
    let stored = try FileManager.default.contentsOfDirectory(atPath: cache.folder)
    // The executable, and Verilator's runtime.
    #expect(stored.count == 2)
    for path in stored.map({ cache.folder + "/" + $0 }) {
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
    }
    #expect(try build(Self.good[0]))
    #expect(try build(Self.good[1]))
  }

  @Test("A right design agrees on every sample, at its latency", arguments: good)
  func agrees(tiny: TinyDesign) throws {
    let rows = rows(tiny)
    let (response, report) = try simulate(tiny, rows: rows)
    #expect(report.agrees)
    #expect(report.firstMismatches.isEmpty)
    #expect(report.firstTimingViolation == nil)
    #expect(report.samples == rows.count / tiny.inputs.count)
    #expect(report.latencyCycles == tiny.latency)
    #expect(report.simulator.hasPrefix("Verilator "))
    #expect(report.variant == "\(tiny.name) (test)")
    // About a quarter of the cycles are gaps.
    #expect(report.cycles > report.samples * 5 / 4)
    #expect(response.outputs.count == report.samples)
    #expect(response.classes.count == (tiny.hasClass ? report.samples : 0))
  }

  @Test("Without gaps there is one sample a clock", arguments: [good[1], good[2]])
  func withoutGaps(tiny: TinyDesign) throws {
    let (response, report) = try simulate(tiny, rows: rows(tiny), gaps: 0)
    #expect(report.agrees)
    #expect(response.cycles == response.samplesIn + tiny.latency + tiny.latency + 4)
  }

  @Test("A stimulus without samples agrees and takes no samples")
  func empty() throws {
    let (_, report) = try simulate(Self.good[1], rows: [])
    #expect(report.agrees)
    #expect(report.samples == 0)
  }

  @Test("Equal seeds give the same cycles, other seeds other gaps")
  func seeds() throws {
    let rows = rows(Self.good[1])
    let cycles = try [1, 1, 2, 3].map { try simulate(Self.good[1], rows: rows, seed: $0).response.cycles }
    #expect(cycles[0] == cycles[1])
    #expect(Set(cycles).count > 1)
  }

  @Test("A wrong output is found in the right sample, with both codes")
  func wrongOutput() throws {
    let rows = [1, 1, 0, 0, -8, 3, 0, 0]
    let (_, report) = try simulate(Self.bad[0], rows: rows)
    #expect(!report.agrees)
    #expect(report.timingViolations == 0)
    #expect(report.mismatches == 2)
    #expect(
      report.firstMismatches == [
        AgreementReport.Mismatch(sample: 1, wire: "output y0", expected: 15, got: 14),
        AgreementReport.Mismatch(sample: 3, wire: "output y0", expected: 15, got: 14),
      ])
  }

  @Test("A latency that is one too long is found, and the outputs still belong to their samples")
  func late() throws {
    let (response, report) = try simulate(Self.bad[1], rows: rows(Self.bad[1]))
    #expect(!report.agrees)
    #expect(report.mismatches == 0)
    #expect(report.latencyCycles == 2)
    #expect(report.expectedLatencyCycles == 1)
    #expect(report.timingViolations == report.samples)
    let first = try #require(response.firstTimingViolation)
    #expect(first.kind == .latency && first.sample == 0 && first.latencyCycles == 2)
  }

  @Test("A register too many in the data alone is a mismatch")
  func lateData() throws {
    let (_, report) = try simulate(Self.bad[2], rows: rows(Self.bad[2]))
    #expect(report.timingViolations == 0)
    #expect(report.mismatches > report.samples / 2)
  }

  @Test("A valid_o that is always high is found, with registers and without")
  func stuckValid() throws {
    let (_, registered) = try simulate(Self.bad[3], rows: rows(Self.bad[3]))
    #expect(registered.firstTimingViolation?.kind == .reset)
    let (_, combinational) = try simulate(Self.bad[4], rows: rows(Self.bad[4]))
    #expect(combinational.firstTimingViolation?.kind == .reset)
    #expect(!registered.agrees && !combinational.agrees)
  }

  @Test("A valid chain without reset is found")
  func noReset() throws {
    let (_, report) = try simulate(Self.bad[5], rows: rows(Self.bad[5]))
    #expect(report.firstTimingViolation?.kind == .reset)
  }

  @Test("A sample that never comes out is found, and counted as a mismatch")
  func dropped() throws {
    let (response, report) = try simulate(Self.bad[6], rows: [1, 1, 2, 2, 0, 0])
    #expect(report.mismatches == 1)
    #expect(response.outputs.count == 2)
    #expect(
      report.firstMismatches == [
        AgreementReport.Mismatch(sample: 2, wire: "output y0", expected: 15, got: nil),
        AgreementReport.Mismatch(sample: 2, wire: "output y1", expected: -1, got: nil),
      ])
    #expect(report.firstTimingViolation?.kind == .missing)
    #expect(report.firstTimingViolation?.sample == 2)
  }

  @Test("A valid_o without a sample on its way is found")
  func lingers() throws {
    let (response, report) = try simulate(Self.bad[7], rows: [1, 2])
    #expect(report.mismatches == 0)
    #expect(report.timingViolations == 1)
    #expect(!report.agrees)
    let first = try #require(response.firstTimingViolation)
    #expect(first.kind == .unexpected && first.sample == 1)
  }

  @Test("The bench refuses stimulus files that are cut off, too long, no stimulus or for another design")
  func brokenStimulus() throws {
    let (w8, w31) = (try #require(try Self.built.get()["w8"]), try #require(try Self.built.get()["w31"]))
    var stimulus = Stimulus(interface: Self.good[1].interface, seed: 1)
    try stimulus.append(rows: rows(Self.good[1]))
    _ = try w8.run(stimulus)
    let file = w8.executable.appendingPathExtension("stimulus")
    let right = try Data(contentsOf: file)
    let broken = try Workspace.empty("broken stimulus").appendingPathComponent("stimulus")
    let cases: [(VerilatorSimulation, Data, String)] = [
      (w8, right.dropLast(), "is truncated or too long"), (w8, right + [0], "is truncated or too long"),
      (w8, right.dropFirst(), "is not a stimulus file"), (w8, Data(), "is not a stimulus file"),
      (w31, right, "is for another width of data_i"),
    ]
    for (simulation, data, sentence) in cases {
      try data.write(to: broken)
      let bench = try ToolSearch(path: "", overrides: ["yosys": simulation.executable.path]).find(.yosys)
      let error = try #require(throws: ToolchainError.self) {
        try bench.run(
          ["stimulus", "response"], in: broken.deletingLastPathComponent(), log: broken.appendingPathExtension("log"))
      }
      #expect(error.description.contains("with status 2"))
      #expect(error.description.contains("error: stimulus \(sentence)"))
    }
    let folder = broken.deletingLastPathComponent().path
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["stimulus", "stimulus.log"])
  }

  @Test("A simulation that prints no summary is an error")
  func noSummary() throws {
    let simulation = try #require(try Self.built.get()["w1"])
    let aside = simulation.executable.appendingPathExtension("aside")
    try FileManager.default.moveItem(at: simulation.executable, to: aside)
    defer {
      try? FileManager.default.removeItem(at: simulation.executable)
      try? FileManager.default.moveItem(at: aside, to: simulation.executable)
    }
    try Workspace.link("/bin/true", at: simulation.executable)
    #expect(
      throws: ToolchainError.malformedOutput(
        "w1 (test)", problem: "the simulation printed no summary",
        file: simulation.executable.appendingPathExtension("run.log").path)
    ) { try simulation.run(Stimulus(interface: Self.good[0].interface, seed: 1)) }
  }

  @Test("A stimulus for another interface is refused")
  func otherInterface() throws {
    let simulation = try #require(try Self.built.get()["w8"])
    let stimulus = Stimulus(interface: Self.good[0].interface, seed: 1)
    #expect(throws: ToolchainError.codes("the stimulus is for other inputs than those of w8")) {
      try simulation.run(stimulus)
    }
  }

  @Test("Inner wires are read for the samples that are asked for, and those that do not exist are nil")
  func probe() throws {
    let tiny = TinyDesign("w33", "u1.0 s32.0", latency: 1)
    let rows = rows(tiny)
    var stimulus = Stimulus(interface: tiny.interface, seed: 1)
    try stimulus.append(rows: rows)
    let samples = [0, 5, stimulus.count - 1]
    let sources = try VerilogSources(
      writing: tiny.design, into: Self.folder.appendingPathComponent("rtl/w33"), label: "w33 probed")
    let more = [
      Probe(wire: 7, path: "data_i", width: 33),  // all inputs
      Probe(wire: 8, path: "u_y0.nowhere", width: 32),  // no such wire
      Probe(wire: 9, path: "u_y9.inverted", width: 32),  // no such instance
      Probe(wire: 10, path: "u_y0.inverted", width: 31),  // another width
      Probe(wire: 11, path: "d1", width: 33),  // a register
    ]
    let values = try VerilatorSimulation.probe(
      tiny.probes + more, of: sources, stimulus: stimulus.selecting(samples),
      in: Workspace.root.appendingPathComponent("probe"), tools: Workspace.tools)
    #expect(values.count == samples.count)
    for (value, sample) in zip(values, samples) {
      let (x0, x1) = (UInt32(rows[2 * sample]), UInt32(truncatingIfNeeded: rows[2 * sample + 1]))
      let inputs = PackedVectors(bitWidth: 33, words: [x0 | x1 << 1, x1 >> 31])
      let outputs = PackedVectors(bitWidth: 33, words: [~x1, ~x0 & 1])
      #expect(
        value == [[~x1], [~x0 & 1], inputs.words, nil, nil, nil, outputs.words])
    }
  }

  @Test("Verilog with a syntax error: the error has the tool, the line and the path of the log")
  func syntaxError() throws {
    let tiny = TinyDesign("broken", "s4.0", latency: 0, fault: .syntaxError)
    let sources = try VerilogSources(writing: tiny.design, into: Workspace.empty("broken rtl"), label: "broken")
    let error = try #require(throws: ToolchainError.self) {
      try VerilatorSimulation.build([sources], in: Workspace.empty("broken"), tools: Workspace.tools)
    }
    guard case .toolFailed("verilator", _, let tail, let log) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(tail.count <= 15)
    #expect(tail.contains { $0.contains("broken.v") && $0.contains("syntax error") })
    #expect(FileManager.default.fileExists(atPath: log))
    #expect(error.description.contains(log))
  }

  @Test("A port of another width than the interface says does not compile, and the error says so")
  func otherWidth() throws {
    let (narrow, wide) = (TinyDesign("port", "s4.0", latency: 0), TinyDesign("port", "s12.0", latency: 0))
    let folder = try Workspace.empty("port rtl")
    _ = try VerilogSources(writing: narrow.design, into: folder, label: "port")
    let sources = try VerilogSources(folder: folder, interface: wide.interface, label: "port")
    let error = try #require(throws: ToolchainError.self) {
      try VerilatorSimulation.build([sources], in: Self.folder, tools: Workspace.tools)
    }
    #expect(error.description.contains("data_i is not as wide as the interface says"))
  }

  @Test("Two designs with the same label are refused")
  func sameLabel() throws {
    let folder = try Workspace.empty("same rtl")
    let first = try VerilogSources(writing: Self.good[0].design, into: folder, label: "a-b")
    let second = try VerilogSources(writing: Self.good[0].design, into: folder, label: "a b")
    #expect(throws: ToolchainError.sameLabel("a b")) {
      try VerilatorSimulation.build(
        [first, second], in: Workspace.root.appendingPathComponent("same"), tools: Workspace.tools)
    }
  }

  @Test("The statements of a design are the semicolons of its files, testbenches left out")
  func statements() throws {
    let tiny = TinyDesign("statements", "s4.0 u4.0", latency: 0)
    let rtl = try Workspace.empty("statements rtl")
    let written = try VerilogSources(writing: tiny.design, into: rtl, label: "statements")
    let count = tiny.design.sources.reduce(0) { $0 + $1.text.count { $0 == ";" } }
    #expect(try count > 0 && written.statementCount == count)
    try Data("module more; endmodule\n".utf8).write(to: rtl.appendingPathComponent("more.v"))
    try Data(";;;".utf8).write(to: rtl.appendingPathComponent("notes.txt"))
    let read = try VerilogSources(folder: rtl, interface: tiny.interface, label: "statements")
    #expect(try read.statementCount == count + 1)
  }

  @Test("A folder is simulated as it is: a change there changes the result of the next build")
  func folderAsItIs() throws {
    let tiny = TinyDesign("asis", "s4.0 u4.0", latency: 0)
    let rtl = try Workspace.empty("asis rtl")
    _ = try VerilogSources(writing: tiny.design, into: rtl, label: "asis")
    let rows = rows(tiny)
    var stimulus = Stimulus(interface: tiny.interface, seed: 1)
    try stimulus.append(rows: rows)
    let file = rtl.appendingPathComponent("asis_invert.v")
    let text = try String(contentsOf: file, encoding: .utf8)
    var mismatches: [Int] = []
    for change in ["~x_i", "~x_i ^ (x_i == 3)"] {
      try Data(text.replacing("~x_i", with: change).utf8).write(to: file)
      let sources = try VerilogSources(folder: rtl, interface: tiny.interface, label: "as is")
      let simulation = try VerilatorSimulation.build([sources], in: Self.folder, tools: Workspace.tools)
      let report = try AgreementReport(
        of: try simulation[0].run(stimulus), expectedOutputs: tiny.outputs(of: rows), expectedClasses: [],
        interface: tiny.interface, variant: "as is")
      mismatches.append(report.mismatches)
    }
    let threes = stride(from: 0, to: rows.count, by: 2).filter { rows[$0] == 3 || rows[$0 + 1] == 3 }.count
    #expect(mismatches == [0, threes])
  }
}
