import Foundation
import LNQFixedPoint
import LNQTables
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq simulate")
struct SimulateVerbTests {
  @Test("emit-verilog and simulate take a netlist after passes", .needsVerilator)
  func optimized() throws {
    try SmallRun.withCopy { folder in
      let emitted = lnq("emit-verilog", "--optimize", "--project-dir", folder, "--json")
      let report = try object(emitted.out)
      #expect(report["form"] as? String == "packed tables after passes, a register after every level")
      let simulated = lnq(
        "simulate", "--optimize", "--spelling", "case", "--pipeline", "1", "--random-vectors", "10",
        "--project-dir", folder, "--json")
      #expect(simulated.status == .done, "\(simulated.err)")
      #expect(lnq("emit-verilog", "--optimize", "--spelling", "luts").err.contains("--optimize would change nothing"))
      #expect(lnq("simulate", "--optimize", "--rtl", folder).err.contains("--optimize has no influence on --rtl"))
    }
  }

  /// The forms that are simulated of `tables`, as words.
  private func forms(
    of tables: TableNetwork, _ spelling: DesignForm.Spelling? = nil, pipeline: Int? = nil
  ) -> [String] {
    SimulateVerb.forms(of: tables, spelling, pipeline: pipeline).map { "\($0.spelling.rawValue) \($0.pipeline)" }
  }

  private static let allForms = ["packed 0", "case 0", "packed 1", "case 1", "luts 1"]

  @Test("simulate leaves out case statements where tables have many rows, unless they are asked for")
  func largeTables() throws {
    let format = try FixedPointFormat(width: 1, fractionBits: 0, isSigned: false)
    let inputs = (0..<20).map { Signal(name: "x\($0)", quantizer: Quantizer(format)) }
    func network(bits: Int) throws -> TableNetwork {
      try TableNetwork(
        name: "large", inputs: inputs, tables: [TruthTable(addressWidth: bits, output: format) { $0 & 1 }],
        layers: [
          TableLayer(
            name: "layer1", origin: "by hand",
            neurons: [
              Neuron(
                lookups: [Lookup(table: 0, inputs: Array(0..<bits))], requantization: nil,
                output: Signal(name: "y", quantizer: Quantizer(format)))
            ])
        ], outputs: [20], classNames: [])
    }
    #expect(forms(of: try network(bits: 16)) == Self.allForms)
    #expect(forms(of: try network(bits: 17)) == ["packed 0", "packed 1", "case 1", "luts 1"])
    #expect(forms(of: try network(bits: 20)) == ["packed 0", "packed 1"])
    #expect(forms(of: try network(bits: 17), .case) == ["case 0", "case 1"])
    #expect(forms(of: try network(bits: 17), pipeline: 0) == ["packed 0", "case 0", "luts 0"])
    #expect(forms(of: try network(bits: 20), .case, pipeline: 2) == ["case 2"])
    #expect(SimulateVerb.warning(about: try network(bits: 20), isLimited: true) == nil)
  }

  @Test("simulate says what a large design takes, and leaves out the form without registers")
  func largeDesign() throws {
    let (bit, wide) = (try FixedPointFormat(width: 1, fractionBits: 0, isSigned: false), FixedPointFormat("u16.0"))
    let output = try #require(wide)
    func network(lookups: Int) throws -> TableNetwork {
      let neuron = Neuron(
        lookups: (0..<lookups).map { _ in Lookup(table: 0, inputs: [0]) },
        requantization: try Requantization(shift: 0, output: output),
        output: Signal(name: "y", quantizer: Quantizer(output)))
      return try TableNetwork(
        name: "large", inputs: [Signal(name: "x", quantizer: Quantizer(bit))],
        tables: [TruthTable(addressWidth: 1, output: bit) { $0 }],
        layers: [TableLayer(name: "layer1", origin: "by hand", neurons: [neuron])], outputs: [1], classNames: [])
    }
    let (small, large) = (try network(lookups: 5000), try network(lookups: 5001))
    #expect(forms(of: small) == Self.allForms)
    #expect(forms(of: large) == ["packed 1"])
    #expect(SimulateVerb.warning(about: small, isLimited: true) == nil)
    #expect(
      SimulateVerb.warning(about: large, isLimited: false) == """
        5,001 lookups: Verilator needs about 1 min 0 s to build each form of the design; fewer bits or a fan_in make a smaller one
        """)
    #expect(SimulateVerb.warning(about: large, isLimited: true)?.contains("simulated is one") == true)
    #expect(SimulateVerb.randomVectors(inputCount: 784) == 65_536)
    #expect(SimulateVerb.randomVectors(inputCount: 10_000) == 6710)
  }

  @Test("simulate finds no mismatch in five forms, and cleans up", .needsVerilator, .needsIcarus)
  func simulate() throws {
    try SmallRun.withCopy { folder in
      let simulated = lnq("simulate", "--fast", "--random-vectors", "300", "--project-dir", folder, "--json")
      #expect(simulated.status == .done)
      let report = try object(simulated.out)
      #expect(report["samples"] as? Int == 600 + 300 + 35)
      #expect(report["mismatches"] as? Int == 0)
      #expect(report["agrees"] as? Bool == true)
      #expect(report["latencyCycles"] as? Int == 4)
      let speed = try #require(report["vectorsPerSecond"] as? Double)
      #expect(speed > 0)
      let opinion = try #require(report["secondOpinion"] as? [String: Any])
      #expect(opinion["passed"] as? Bool == true && opinion["samples"] as? Int == 935)
      #expect(
        (report["variants"] as? [[String: Any]])?.compactMap { $0["latencyCycles"] as? Int } == [0, 0, 4, 4, 2])
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      #expect(try value("mismatches", in: try read(run.simulationPath), as: Int.self) == 0)
      #expect(FileManager.default.fileExists(atPath: run.rtlPath + "/jsc_tiny.v"))
      #expect(!FileManager.default.fileExists(atPath: run.simulationWorkPath))

      // The first samples are in the report's picture of the ports, four cycles before their results.
      let first = try #require(report["firstSamples"] as? [[String: Any]])
      #expect(first.map { $0["meaning"] as? String } == ["test row 0", "test row 1", "test row 2"])
      let encoded = lnq("encode", "--project-dir", folder).out.split(separator: "\n").prefix(3).map(String.init)
      #expect(first.map { $0["dataIn"] as? String } == encoded)
      let classes = lnq("emulate", "--project-dir", folder, "--output", folder + "/classes.csv")
      #expect(classes.status == .done)
      let names = try read(folder + "/classes.csv").split(separator: "\n").dropFirst().prefix(3).map(String.init)
      #expect(first.map { $0["className"] as? String } == names)
      #expect(lnq("report", "--output", folder + "/page.html", "--project-dir", folder, run.path).status == .done)
      let picture = try read(folder + "/page/timing.svg")
      #expect(picture.contains("latency: 4 cycles") && encoded.allSatisfy(picture.contains))
      #expect(try read(folder + "/page.html").contains("The ports of \(run.name) over clock cycles"))
    }
  }

  @Test("simulate --rtl takes the files as they are: a flipped bit is found and its neuron named", .needsVerilator)
  func flippedBit() throws {
    try SmallRun.withCopy { folder in
      let rtl = folder + "/rtl"
      #expect(lnq("emit-verilog", "--output", rtl, "--project-dir", folder).status == .done)
      let trace = folder + "/first.vcd"
      let right = lnq("simulate", "--rtl", rtl, "--project-dir", folder, "--trace", trace, "--trace-samples", "3")
      #expect(right.status == .done)
      #expect(right.out.contains("0 mismatches") && !right.out.contains("not as lnq"))
      #expect(right.out.contains("trace     \(trace)\n"))
      // The signals of the ports and of a neuron inside, and as many results as samples.
      let waves = try read(trace)
      #expect(Waveform(waves).samples.count == 3 && Waveform(waves).results.count == 3)
      #expect(["data_i", "valid_o", "n0_p0"].allSatisfy { waves.contains(" \($0) ") })
      let valid = try #require(waves.split(separator: "\n").first { $0.hasSuffix(" valid_out $end") }).split(
        separator: " ")[3]
      #expect(waves.split(separator: "\n").contains("1" + valid))

      // The row of input code 0 of the first part of neuron 0 is the last in the text of its table.
      let path = rtl + "/jsc_tiny_layer1.v"
      var lines = try read(path).components(separatedBy: "\n")
      let row = try #require(lines.firstIndex { $0.contains("// rows 15 to 0") })
      let digits = try #require(lines[row].firstIndex(of: "h"))
      let comment = try #require(lines[row].firstRange(of: "  //"))
      var literal = lines[row][digits..<comment.lowerBound]
      let last = try #require(literal.lastIndex { $0.isHexDigit })
      let flipped = String(try #require(literal[last].hexDigitValue) ^ 4, radix: 16)
      literal.replaceSubrange(last...last, with: flipped)
      lines[row].replaceSubrange(digits..<comment.lowerBound, with: literal)
      try write(lines.joined(separator: "\n"), to: path)

      let fast = folder + "/first.fst"
      let wrong = lnq("simulate", "--rtl", rtl, "--project-dir", folder, "--trace", fast, "--trace-samples", "3")
      #expect(wrong.status == .failed)
      // An FST begins with a block of 329 bytes.
      #expect(try Data(contentsOf: URL(fileURLWithPath: fast)).prefix(9) == Data([0, 0, 0, 0, 0, 0, 0, 1, 73]))
      #expect(wrong.out.contains("DISAGREE"))
      let remark = "not as lnq emit-verilog wrote it: jsc_tiny_layer1.v"
      #expect(wrong.out.contains("changed   \(remark)\n"))
      let beginning = "lnq: hardware and reference disagree (the files as they are): "
      #expect(wrong.err.hasPrefix(beginning))
      #expect(try read(Script.projectFolder + "/README.md").contains(beginning))
      #expect(wrong.err.contains("layer1, neuron 0, part 0 (zlogz): expected "))
      let json = lnq("simulate", "--rtl", rtl, "--project-dir", folder, "--json")
      #expect(json.status == .failed)
      let located = try #require(try object(json.out)["located"] as? [[String: Any]])
      #expect(located.first?["wire"] as? String == "layer1, neuron 0, part 0 (zlogz)")
      #expect(located.first?["layer"] as? String == "layer1")
      #expect(located.first?["neuron"] as? Int == 0 && located.first?["part"] as? Int == 0)
      #expect(try object(json.out)["unreadableWires"] as? Int == 0)
      #expect(try object(json.out)["rtlRemark"] as? String == remark)
      // The waveforms around the first mismatch.
      let waveform = try #require(try object(json.out)["waveform"] as? String)
      #expect(json.err.hasSuffix("; the waveforms around it are in \(waveform)\n"))
      #expect(try read(waveform).contains(" n0_p0 "))
      // Samples before and behind the wrong one, each with its result after a latency of four clocks.
      let wrongSample = try #require(located.first?["sample"] as? Int)
      let window = Waveform(try read(waveform))
      let numbers = max(0, wrongSample - 12)..<min(935, wrongSample + 13)
      #expect(window.samples.count == numbers.count)
      #expect(window.results == window.samples.map { $0 + 40_000 })

      // Under other names nothing inside can be read, and that is what it says.
      for name in try filePaths(below: rtl) where name.hasSuffix(".v") && name.hasPrefix("jsc_tiny") {
        let wires = try Regex(#"\b(n\d+\w*|class_index\w*|valid_d\d+|x\d+_d\d+)\b"#, as: (Substring, Substring).self)
        try write(try read(rtl + "/" + name).replacing(wires) { "other_" + $0.output.1 }, to: rtl + "/" + name)
      }
      let unknown = lnq("simulate", "--rtl", rtl, "--project-dir", folder)
      #expect(unknown.status == .failed)
      #expect(unknown.err.contains(try Regex("; none of the \\d+ inner wires could be read: ")))
      #expect(!unknown.err.contains("every inner wire"))
    }
  }

  @Test("a register that was dropped is a wrong latency, which is a disagreement as well", .needsVerilator)
  func droppedRegister() throws {
    try SmallRun.withCopy { folder in
      let rtl = folder + "/rtl"
      #expect(lnq("emit-verilog", "--output", rtl, "--project-dir", folder).status == .done)
      let path = rtl + "/lnq_valid_register.v"
      let text = try read(path)
      let module = try #require(text.firstRange(of: "module "))
      try write(
        String(text[..<module.lowerBound])
          + """
          module lnq_valid_register (
            input  wire clk_i,
            input  wire rst_ni,
            input  wire valid_i,
            output wire valid_o
          );
            assign valid_o = valid_i & rst_ni & (clk_i | ~clk_i);
          endmodule

          """, to: path)
      let wrong = lnq("simulate", "--rtl", rtl, "--random-vectors", "100", "--project-dir", folder)
      #expect(wrong.status == .failed)
      #expect(wrong.err.contains("hardware and reference disagree"))
      #expect(wrong.err.contains("cycle") && wrong.err.contains("/mismatch.vcd"))
    }
  }

  @Test("files of other tables are refused before anything is built", .needsVerilator)
  func otherTables() throws {
    try SmallRun.withCopy { folder in
      let rtl = folder + "/rtl"
      #expect(lnq("emit-verilog", "--output", rtl, "--project-dir", folder).status == .done)
      #expect(lnq("quantize", "--input-bits", "6", "--project-dir", folder).status == .done)
      let other = lnq("simulate", "--rtl", rtl, "--project-dir", folder)
      #expect(other.status == .badInput)
      #expect(other.err.contains("was made from other tables"))
      try write("{", to: rtl + "/jsc_tiny.json")
      #expect(lnq("simulate", "--rtl", rtl, "--project-dir", folder).err.contains("is not the interface"))
      let empty = lnq("simulate", "--rtl", folder + "/nowhere", "--project-dir", folder)
      #expect(empty.status == .badInput)
      #expect(empty.err.contains("nowhere/jsc_tiny.json cannot be read: "))
    }
  }

  @Test("without Verilator the exit code is 69 and the message says how to get it")
  func missingTool() throws {
    let simulated = lnq(
      "simulate", "--project-dir", try SmallRun.projectFolder.get(),
      environment: ["PATH": "/nonexistent", "LNQ_VERILATOR": ""])
    #expect(simulated.status == .toolMissing)
    #expect(simulated.err.hasPrefix("lnq: verilator is not installed"))
  }
}
