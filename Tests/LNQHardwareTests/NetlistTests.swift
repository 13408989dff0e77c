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

  @Test("has a text form, one line a wire")
  func text() throws {
    let netlist = try Netlist(lowering: HandBuiltNetwork.network())
    #expect(
      netlist.text == """
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
        layer2.n1: s4.0 = lookup 4 [layer1.n0, layer1.n1]
        class_index: u1.0 = argmax [layer2.n0, layer2.n1]
        data_o = [layer2.n0, layer2.n1]
        class_o = class_index
        valid_o = valid

        """)
    let registered = try netlist.pipelined(every: 4)
    #expect(
      registered.text.split(separator: "\n").filter { $0.contains("_d1") }.joined(separator: "\n") == """
        layer2.n0_d1: s4.0 = register layer2.n0
        layer2.n1_d1: s4.0 = register layer2.n1
        class_index: u1.0 = argmax [layer2.n0_d1, layer2.n1_d1]
        valid_d1: u1.0 = register valid, reset
        data_o = [layer2.n0_d1, layer2.n1_d1]
        valid_o = valid_d1
        """)
  }

  @Test("names the place of every wire in the network")
  func places() throws {
    let netlist = try Netlist(lowering: HandBuiltNetwork.network()).pipelined(every: 2)
    let places = Dictionary(
      uniqueKeysWithValues: (0..<netlist.wireCount).map {
        ("\(netlist.module(ofWire: $0)) \(netlist.name(ofWire: $0))", netlist.place(ofWire: $0))
      })
    let neuron = Netlist.Place.Neuron(layer: "layer1", index: 1)
    #expect(places["1 n1_p1"] == .part(neuron, 1, reads: ["b"]))
    #expect(places["1 n1_p1"]?.description == "layer1, neuron 1, part 1 (b)")
    #expect(places["1 n1_sum_d1"] == .later(.sum(neuron), cycles: 1))
    #expect(places["1 n1_sum_d1"]?.description == "layer1, neuron 1, sum, 1 cycle later")
    #expect(places["1 n1_sum_d1"]?.neuron == neuron && places["1 n1_sum_d1"]?.part == nil)
    #expect(places["0 x0"]?.description == "input a" && places["0 valid_d2"]?.description == "valid, 2 cycles later")
    #expect(places["0 class_index"]?.description == "the class")
  }

  @Test(
    "refuses names that cannot be printed",
    arguments: [
      ("", "a name has letters, digits and underscores, and no digit first"),
      ("2n", "a name has letters, digits and underscores, and no digit first"),
      ("n-1", "a name has letters, digits and underscores, and no digit first"),
      ("größe", "a name has letters, digits and underscores, and no digit first"),
      ("reg", "this name is a keyword; choose another one"), ("Module", "this name is a keyword; choose another one"),
      ("data_i", "a port has this name; choose another one"), ("unused", "a port has this name; choose another one"),
      ("x12", "an input has this name; choose another one"), ("TABLE_0", "a table has this name; choose another one"),
      ("layer1_data", "a layer has this name; choose another one"),
      ("u_layer2", "a layer has this name; choose another one"),
      ("u_b", "the instance that drives b has this name; choose another one"),
      ("b_bit", "the row of the table that drives b has this name; choose another one"),
      ("b", "its module has two wires of that name"),
    ])
  func names(name: String, problem: String) throws {
    let netlist = try Netlist(lowering: HandBuiltNetwork.network())
    func renamed(_ name: String) throws -> Netlist {
      var cells = netlist.cells
      for (index, name) in [(0, "b"), (1, name)] {
        let wire = cells[index].wire
        cells[index] = .init(
          cell: cells[index].cell, wire: .init(name: name, format: wire.format, place: wire.place), module: 0)
      }
      return try Netlist(
        name: netlist.name, inputs: netlist.inputs, outputSignals: netlist.outputSignals,
        classNames: netlist.classNames, tables: netlist.tables, modules: netlist.modules, cells: cells,
        outputs: netlist.outputs, classOutput: netlist.classOutput, validOutput: netlist.validOutput, latency: 0)
    }
    _ = try renamed("x1y")
    let error = #expect(throws: NetlistError.self) { try renamed(name) }
    #expect(error?.description == "wire \(name): \(problem)")
  }
}
