import LNQFixedPoint
import LNQHardware
import LNQTables
import LNQTestSupport
import Testing

@Suite("Netlist")
struct NetlistTests {
  @Test(
    "computes what the table network computes, whatever the registers",
    arguments: TableNetworkGenerator.Neurons.allCases, 1...12)
  func differential(neurons: TableNetworkGenerator.Neurons, seed: UInt64) throws {
    var generator = TableNetworkGenerator(seed: seed)
    let network = try generator.network(neurons)
    let codes = generator.inputCodes(for: network, count: 40)
    let samples = stride(from: 0, to: codes.count, by: network.inputs.count).map {
      Array(codes[$0..<$0 + network.inputs.count])
    }
    let expected = try samples.map { sample in
      let signals = try network.signalCodes(for: sample)
      return network.outputs.map { signals[$0] }
    }
    let combinational = try Netlist(lowering: network)
    for levels in 0...combinational.depth + 1 {
      let netlist = try combinational.pipelined(every: levels)
      #expect(netlist.latency == (levels == 0 ? 0 : combinational.depth / levels))
      var simulator = NetlistSimulator(netlist)
      var results: [NetlistSimulator.Outputs] = []
      // A gap after every third sample: nothing valid may come out of it.
      for cycle in 0..<samples.count * 2 + netlist.latency {
        let sample = cycle / 4 * 3 + cycle % 4
        let isGap = cycle % 4 == 3 || sample >= samples.count
        let outputs = simulator.step(inputs: samples[min(sample, samples.count - 1)], valid: !isGap)
        if outputs.valid { results.append(outputs) }
      }
      #expect(results.map(\.codes) == expected, "\(levels) levels a stage")
      #expect(results.map(\.classIndex) == expected.map { TableNetwork.argmax($0) })
    }
  }

  @Test("puts a register on every level when asked, and aligns all outputs")
  func everyLevel() throws {
    var generator = TableNetworkGenerator(seed: 3)
    let netlist = try Netlist(lowering: try generator.network(.mixed))
    let pipelined = try netlist.pipelined(every: 1)
    // Between two registers lies at most one level.
    var run = [Int](repeating: 0, count: pipelined.firstCellWire)
    for instance in pipelined.cells {
      if case .register = instance.cell {
        run.append(0)
      } else {
        run.append(1 + (instance.cell.inputs.map { run[$0] }.max() ?? 0))
      }
    }
    #expect(run.max() == 1)
    #expect(pipelined.outputs.allSatisfy { run[$0] == 0 } && pipelined.latency == netlist.depth)
  }

  @Test("refuses a negative number of levels")
  func negativeLevels() throws {
    var generator = TableNetworkGenerator(seed: 3)
    let netlist = try Netlist(lowering: try generator.network(.single))
    #expect(throws: NetlistError.levels(-1)) { try netlist.pipelined(every: -1) }
    #expect(
      NetlistError.levels(-1).description
        == "a register after every -1 levels: choose 1 or more, or 0 for no registers")
  }

  @Test("refuses cells that do not fit")
  func invariants() throws {
    var generator = TableNetworkGenerator(seed: 8)
    let netlist = try Netlist(lowering: try generator.network(.assembled))
    func problem(_ mutate: (inout [Netlist.Instance]) -> Void) -> String? {
      var cells = netlist.cells
      mutate(&cells)
      return #expect(throws: NetlistError.self) {
        try Netlist(
          name: netlist.name, inputs: netlist.inputs, outputSignals: netlist.outputSignals,
          classNames: netlist.classNames, tables: netlist.tables, modules: netlist.modules, cells: cells,
          outputs: netlist.outputs, classOutput: netlist.classOutput, validOutput: netlist.validOutput, latency: 0)
      }?.description
    }
    let first = netlist.cells[0]
    #expect(
      problem { $0[0] = .init(cell: .sum([0, 99_999]), wire: first.wire, module: 1) }
        == "wire \(first.wire.name): it reads wire 99999, which does not come before it")
    #expect(
      problem { $0[0] = .init(cell: .sum([0]), wire: first.wire, module: 1) }
        == "wire \(first.wire.name): a sum of 1 wires")
    #expect(
      problem { $0[0] = .init(cell: first.cell, wire: first.wire, module: 77) }
        == "wire \(first.wire.name): module 77 does not exist")
    #expect(
      problem { $0[1] = .init(cell: $0[1].cell, wire: first.wire, module: first.module) }?
        .hasSuffix("its module has two wires of that name") == true)
    #expect(
      problem { $0[0] = .init(cell: .lookup(table: 9999, inputs: []), wire: first.wire, module: 1) }
        == "wire \(first.wire.name): table 9999 does not exist")
  }
}
