import LNQFixedPoint
import LNQHardware
import LNQTables
import LNQTestSupport
import Testing

@Suite("Passes over netlists")
struct PassTests {
  /// What comes out of a netlist for samples one a cycle, with a gap after every third.
  private func outputs(of netlist: Netlist, for samples: [[Int]]) -> [NetlistSimulator.Outputs] {
    var simulator = NetlistSimulator(netlist)
    var results: [NetlistSimulator.Outputs] = []
    for cycle in 0..<samples.count * 2 + netlist.latency {
      let sample = cycle / 4 * 3 + cycle % 4
      let isGap = cycle % 4 == 3 || sample >= samples.count
      let outputs = simulator.step(inputs: samples[min(sample, samples.count - 1)], valid: !isGap)
      if outputs.valid { results.append(outputs) }
    }
    return results
  }

  @Test("Registers and passes, alone and together, change no output of random netlists", arguments: 1...40)
  func sameFunction(seed: UInt64) throws {
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist()
    let samples = generator.samples(for: netlist, count: 20)
    let expected = outputs(of: netlist, for: samples)
    #expect(expected.count == samples.count)
    for levels in 0...netlist.depth + 1 {
      let registered = try netlist.pipelined(every: levels)
      #expect(outputs(of: registered, for: samples) == expected, "\(levels) levels a stage")
      for pass in NetlistPass.all {
        let before = try pass(netlist).pipelined(every: levels)
        let after = try pass(registered)
        #expect(outputs(of: before, for: samples) == expected, "\(pass.name), then \(levels) levels a stage")
        #expect(outputs(of: after, for: samples) == expected, "\(levels) levels a stage, then \(pass.name)")
        #expect(after.latency == registered.latency)
        #expect(try pass(after) == after, "\(pass.name) twice")
      }
    }
  }

  @Test("Random netlists have cells of all kinds, dead ones and constants, and depend on the seed alone")
  func generator() throws {
    var kinds: [String: Int] = [:]
    for seed in 1...40 as ClosedRange<UInt64> {
      var (generator, again) = (NetlistGenerator(seed: seed), NetlistGenerator(seed: seed))
      let netlist = try generator.netlist()
      #expect(netlist == (try again.netlist()))
      let read = Set(netlist.cells.flatMap(\.cell.inputs) + netlist.outputs)
      kinds["dead", default: 0] += (netlist.firstCellWire..<netlist.wireCount).count { !read.contains($0) }
      for instance in try netlist.pipelined(every: 1).cells {
        let kind =
          switch instance.cell {
          case .lookup(_, inputs: []): "constant"
          case .lookup: "lookup"
          case .sum: "sum"
          case .requantize: "requantize"
          case .argmax: "argmax"
          case .register(_, reset: let reset): reset ? "valid register" : "register"
          }
        kinds[kind, default: 0] += 1
      }
    }
    #expect(kinds.count == 8 && kinds.values.allSatisfy { $0 >= 10 }, "\(kinds)")
  }

  @Test("A flow lowers and registers; its netlists of one latency are those that it can have made")
  func flow() throws {
    let network = try HandBuiltNetwork.network()
    let plain = try HardwareFlow().netlist(of: network)
    #expect(try plain == Netlist(lowering: network))
    #expect(try HardwareFlow(levelsPerStage: 2).netlist(of: network) == plain.pipelined(every: 2))
    #expect(try HardwareFlow.netlists(of: network, latency: 0) == [plain])
    #expect(try HardwareFlow.netlists(of: network, latency: 1) == [3, 4, 5].map { try plain.pipelined(every: $0) })
    #expect(try HardwareFlow.netlists(of: network, latency: 3).isEmpty)
    #expect(throws: NetlistError.levels(-1)) { try HardwareFlow(levelsPerStage: -1).netlist(of: network) }
    #expect(
      [0, 1, 2].map { HardwareFlow(levelsPerStage: $0).description } == [
        "no registers", "a register after every level", "a register after every 2 levels",
      ])
  }

  @Test("Dead cells go, and what they alone read goes with them; lowering makes none")
  func deadCells() throws {
    let plain = try Netlist(lowering: HandBuiltNetwork.network())
    #expect(try plain.removingDeadCells() == plain)
    // Without the class and the second output, an argmax and a table are dead.
    let netlist = try Netlist(
      name: plain.name, inputs: plain.inputs, outputSignals: [plain.outputSignals[0]], classNames: [],
      tables: plain.tables, modules: plain.modules, cells: plain.cells, outputs: [plain.outputs[0]], classOutput: nil,
      validOutput: plain.validOutput, latency: 0)
    #expect(
      try netlist.removingDeadCells().text == """
        netlist hand-built, latency 0
        x0: u2.0 = input a
        x1: s3.1 = input b
        valid: u1.0 = input
        layer1.n0: u2.0 = lookup 0 [x0]
        layer1.n1_p0: u4.2 = lookup 1 [x0]
        layer1.n1_p1: s5.2 = lookup 2 [x1]
        layer1.n1_sum: s6.2 = layer1.n1_p0 + layer1.n1_p1
        layer1.n1: u3.0 = requantize layer1.n1_sum >> 2
        layer2.n0: s4.0 = lookup 3 [layer1.n0, layer1.n1]
        data_o = [layer2.n0]
        valid_o = valid

        """)
  }

  @Test("After it every cell of a random netlist is read", arguments: 1...40)
  func everyCellIsRead(seed: UInt64) throws {
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist().pipelined(every: 2).removingDeadCells()
    let read = Set(netlist.cells.flatMap(\.cell.inputs) + netlist.outputs + [netlist.validOutput])
    let unread = (netlist.firstCellWire..<netlist.wireCount).filter { !read.contains($0) && $0 != netlist.classOutput }
    #expect(unread.isEmpty, "\(unread.map { netlist.name(ofWire: $0) })")
  }

  /// The text of a netlist of two two-bit inputs and cells in the top, after a pass, which has to leave its function.
  private func text(
    _ name: String, tables: [TruthTable], cells: [(String, Netlist.Cell)], outputs: [Int]
  ) throws -> [Substring] {
    let format = try FixedPointFormat(width: 2, fractionBits: 0, isSigned: false)
    func signals(_ count: Int) -> [Signal] {
      (0..<count).map { Signal(name: "s\($0)", quantizer: Quantizer(format)) }
    }
    let netlist = try Netlist(
      name: "small", inputs: signals(2), outputSignals: signals(outputs.count), classNames: [], tables: tables,
      modules: [Netlist.Module(name: "", origin: "")],
      cells: cells.map { name, cell in
        Netlist.Instance(
          cell: cell, wire: Netlist.Wire(name: name, format: format, place: .input(name)), module: 0)
      }, outputs: outputs, classOutput: nil, validOutput: 2, latency: 0)
    let pass = try #require(NetlistPass.all.first { $0.name == name })
    let rewritten = try pass(netlist)
    let samples = (0..<16).map { [$0 & 3, $0 >> 2] }
    #expect(self.outputs(of: rewritten, for: samples) == self.outputs(of: netlist, for: samples))
    return rewritten.text.split(separator: "\n").filter { $0.contains("lookup") || $0.contains("data_o") }
  }

  /// A table of two-bit codes.
  private func table(_ inputs: Int, _ value: (Int) -> Int) throws -> TruthTable {
    TruthTable(
      addressWidth: 2 * inputs, output: try FixedPointFormat(width: 2, fractionBits: 0, isSigned: false),
      bitPatterns: (0..<1 << (2 * inputs)).map { UInt32(value($0) & 3) })
  }

  @Test("A table of one value is a constant, and those that read it become smaller")
  func constants() throws {
    let tables = try [table(1) { _ in 2 }, table(2) { ($0 & 3) * ($0 >> 2) }]
    let text = try text(
      "constants", tables: tables,
      cells: [("a", .lookup(table: 0, inputs: [0])), ("b", .lookup(table: 1, inputs: [1, 3]))],
      outputs: [4])
    #expect(text == ["a: u2.0 = lookup 2 []", "b: u2.0 = lookup 3 [x1]", "data_o = [b]"])
  }

  @Test("Inputs that a table does not depend on go")
  func unusedInputs() throws {
    let tables = try [table(2) { $0 >> 2 }]
    let text = try text(
      "unused-inputs", tables: tables, cells: [("a", .lookup(table: 0, inputs: [0, 1]))], outputs: [3])
    #expect(text == ["a: u2.0 = lookup 1 [x1]", "data_o = [a]"])
  }

  @Test("Equal cells are one cell, and complements are read from each other")
  func equalCells() throws {
    let tables = try [
      table(2) { ($0 & 3) * ($0 >> 2) }, table(2) { ~(($0 & 3) * ($0 >> 2)) }, table(2) { $0 + $0 >> 2 },
    ]
    let text = try text(
      "equal-cells", tables: tables,
      cells: [
        ("a", .lookup(table: 0, inputs: [0, 1])), ("b", .lookup(table: 0, inputs: [0, 1])),
        ("c", .lookup(table: 1, inputs: [0, 1])), ("d", .lookup(table: 2, inputs: [4, 5])),
      ], outputs: [6])
    #expect(
      text == [
        "a: u2.0 = lookup 0 [x0, x1]", "c: u2.0 = lookup 3 [a]", "d: u2.0 = lookup 2 [a, c]", "data_o = [d]",
      ])
  }

  @Test("Tables that are equal for another order of inputs are one table")
  func sharedTables() throws {
    let tables = try [table(2) { ($0 & 3) + 2 * ($0 >> 2) }, table(2) { 2 * ($0 & 3) + ($0 >> 2) }]
    let text = try text(
      "shared-tables", tables: tables,
      cells: [("a", .lookup(table: 0, inputs: [0, 1])), ("b", .lookup(table: 1, inputs: [0, 1]))], outputs: [3, 4])
    #expect(text == ["a: u2.0 = lookup 0 [x0, x1]", "b: u2.0 = lookup 0 [x1, x0]", "data_o = [a, b]"])
  }
}
