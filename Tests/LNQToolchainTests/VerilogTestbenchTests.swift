import LNQHardware
import LNQToolchain
import Testing

@Suite("The Verilog testbench")
struct VerilogTestbenchTests {
  let tiny = TinyDesign("tiny", "s4.0 u4.0", latency: 2, hasClass: true)

  private func stimulus(_ rows: [Int]) throws -> Stimulus {
    var stimulus = Stimulus(interface: tiny.interface, seed: 5)
    try stimulus.append(rows: rows)
    return stimulus
  }

  @Test("It brings its vectors, one a line, with the class above the outputs")
  func files() throws {
    let testbench = try VerilogTestbench(
      interface: tiny.interface, stimulus: stimulus([-1, 2, 4, 5, 6, 7]), expectedOutputs: [13, 0, 10, -5, 8, -7],
      expectedClasses: [1, 0, 0], limit: 2)
    #expect(testbench.files.map(\.name) == ["tiny_tb.v", "tiny_stimulus.hex", "tiny_expected.hex"])
    #expect(testbench.module == "tiny_tb")
    #expect(testbench.sampleCount == 2)
    #expect(testbench.files[1].text == "2f\n54\n")
    #expect(testbench.files[2].text == "10d\n0ba\n")
    let text = testbench.files[0].text
    #expect(text.hasPrefix("// Self-checking testbench of tiny.\n"))
    for line in ["LNQ_INPUT_BITS 8", "LNQ_OUTPUT_BITS 8", "LNQ_CLASS_BITS 1", "LNQ_LATENCY 2", "LNQ_SAMPLES 2"] {
      #expect(text.contains("`define \(line)\n"))
    }
  }

  @Test("Samples and expected rows have to fit together")
  func shapes() throws {
    #expect(throws: ToolchainError.codes("a testbench needs at least one sample")) {
      try VerilogTestbench(
        interface: tiny.interface, stimulus: stimulus([]), expectedOutputs: [], expectedClasses: [])
    }
    #expect(throws: ToolchainError.codes("2 expected codes and 0 classes for 1 samples")) {
      try VerilogTestbench(
        interface: tiny.interface, stimulus: stimulus([1, 1]), expectedOutputs: [1, 1], expectedClasses: [])
    }
  }

  @Test("A verdict is the last line of its kind; a text without one is none")
  func verdict() throws {
    let text = """
      MISMATCH sample 1: expected 0f, got 0e
      TIMING cycle 3: valid_o is unknown
      something else
      LNQ FAIL samples=5 mismatches=1 timing_errors=1 latency=2 cycles=9
      tb.v:1: $finish called
      """
    let verdict = try #require(TestbenchVerdict(printed: text, simulator: "s", log: "l"))
    #expect(!verdict.passed)
    #expect([verdict.samples, verdict.mismatches, verdict.timingErrors, verdict.latencyCycles] == [5, 1, 1, 2])
    #expect(verdict.messages.count == 2)
    #expect(
      TestbenchVerdict(
        printed: "LNQ PASS samples=1 mismatches=0 timing_errors=0 latency=0 cycles=1", simulator: "", log: "")?
        .passed == true)
    #expect(TestbenchVerdict(printed: "nothing", simulator: "", log: "") == nil)
    #expect(TestbenchVerdict(printed: "LNQ PASS samples=x", simulator: "", log: "") == nil)
  }
}
