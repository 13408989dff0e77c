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
}
