import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQRandom
import LNQTables
import LNQTestSupport
import Testing

@Suite("Mapping of netlists")
struct NetlistMappingTests {
  /// The bits of some codes, the first lowest, in one lane.
  private static func bits(_ codes: [(code: Int, format: FixedPointFormat)]) -> [Bool] {
    codes.flatMap { code, format in
      let pattern = format.bitPattern(of: code)
      return (0..<format.width).map { pattern >> UInt32($0) & 1 == 1 }
    }
  }

  /// What the ports of both circuits show, cycle by cycle, for a stream of samples.
  private static func expectEqual(_ netlist: Netlist, _ circuit: BitCircuit, _ samples: [[Int]], _ comment: Comment) {
    var (reference, bits) = (NetlistSimulator(netlist), BitSimulator(circuit))
    for sample in samples {
      let expected = reference.step(inputs: sample, valid: true)
      let inputs = Self.bits(zip(sample, netlist.inputs).map { ($0, $1.format) }) + [true]
      let outputs = bits.step(inputs: inputs.map { $0 ? .max : 0 })
      var codes = zip(expected.codes, netlist.outputSignals).map { (code: $0, format: $1.format) }
      if let wire = netlist.classOutput, let index = expected.classIndex {
        codes.append((index, netlist.format(ofWire: wire)))
      }
      #expect(outputs == (Self.bits(codes) + [expected.valid]).map { $0 ? .max : 0 }, comment)
    }
  }

  @Test("gives circuits with the same ports in every cycle", arguments: 3...6, Seeds.upTo(4))
  func randomCells(lutSize: Int, seed: UInt64) throws {
    var generator = NetlistGenerator(seed: seed)
    let plain = try generator.netlist()
    let samples = generator.samples(for: plain, count: 40)
    for levels in [0, 1] {
      let netlist = try plain.pipelined(every: levels)
      let circuit = try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: false))
      Self.expectEqual(netlist, circuit, samples, "\(levels) levels between registers")
      #expect(circuit == (try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: false))))
    }
  }

  @Test(
    "keeps the codes of all kinds of neurons", arguments: TableNetworkGenerator.Neurons.allCases,
    1...2 as ClosedRange<UInt64>)
  func networks(neurons: TableNetworkGenerator.Neurons, seed: UInt64) throws {
    var generator = TableNetworkGenerator(seed: seed)
    let tables = try generator.network(neurons)
    let netlist = try HardwareFlow().netlist(of: tables)
    let codes = generator.inputCodes(for: tables, count: 60)
    let samples = stride(from: 0, to: codes.count, by: tables.inputs.count).map {
      Array(codes[$0..<$0 + tables.inputs.count])
    }
    for lutSize in [4, 6] {
      for isThorough in lutSize == 6 && seed == 1 ? [false, true] : [false] {
        let circuit = try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: isThorough))
        Self.expectEqual(
          netlist, circuit, samples, "K = \(lutSize), thorough \(isThorough)")
      }
    }
  }

  @Test("gives the same circuits when blocks of other netlists are known")
  func known() throws {
    var mapper = CircuitMapper(MappingOptions(isThorough: false))
    for seed in 1...3 as ClosedRange<UInt64> {
      var generator = TableNetworkGenerator(seed: seed)
      let netlist = try HardwareFlow().netlist(of: generator.network(.assembled))
      for _ in 0..<2 {
        #expect(try mapper.circuit(of: netlist) == BitCircuit(mapping: netlist, mapper.options))
      }
      #expect(
        try mapper.circuit(of: netlist).lutCount == BitStatistics(BitCircuit(mapping: netlist, mapper.options)).luts)
    }
  }

  @Test(
    "of tables whose unreached rows were chosen freely gives no wrong bit for the samples that reach the others",
    arguments: TableNetworkGenerator.Neurons.allCases, Seeds.upTo(3))
  func dontCares(neurons: TableNetworkGenerator.Neurons, seed: UInt64) throws {
    var generator = TableNetworkGenerator(seed: seed)
    let tables = try generator.network(neurons)
    let codes = generator.inputCodes(for: tables, count: 20)
    let found = try tables.simplified(byRowsReachedAtMost: 0, inputCodes: codes) { FunctionMapper.fill($0) }
    #expect(found.dontCareRows > 0)
    let circuit = try BitCircuit(mapping: HardwareFlow().netlist(of: found.network), MappingOptions(isThorough: false))
    let samples = stride(from: 0, to: codes.count, by: tables.inputs.count).map {
      Array(codes[$0..<$0 + tables.inputs.count])
    }
    Self.expectEqual(try HardwareFlow().netlist(of: tables), circuit, samples, "the circuit of the other tables")
  }

  @Test("shares a code and its complement")
  func sharing() throws {
    let bit = try FixedPointFormat(width: 1, fractionBits: 0, isSigned: false)
    let pair = try FixedPointFormat(width: 2, fractionBits: 0, isSigned: false)
    func wire(_ index: Int, _ format: FixedPointFormat) -> Netlist.Wire {
      Netlist.Wire(name: "n\(index)", format: format, place: .neuron(.init(layer: "layer1", index: index)))
    }
    // n0 = both bits of a; n1 = its complement; n2 = n0 and b, and the complement of n1 and b; n3 = n0 without its upper bit.
    let tables = [
      TruthTable(addressWidth: 2, output: bit) { $0 == 3 ? 1 : 0 },
      TruthTable(addressWidth: 2, output: bit) { $0 == 3 ? 0 : 1 },
      TruthTable(addressWidth: 3, output: pair) { [0, 0, 0, 0, 0, 1, 2, 3][$0] },
      TruthTable(addressWidth: 2, output: bit) { $0 & 1 },
    ]
    let netlist = try Netlist(
      name: "sharing", inputs: [("a", pair), ("b", bit)].map { Signal(name: $0.0, quantizer: Quantizer($0.1)) },
      outputSignals: [("y", pair), ("z", bit)].map { Signal(name: $0.0, quantizer: Quantizer($0.1)) }, classNames: [],
      tables: tables, modules: [.init(name: "", origin: ""), .init(name: "layer1", origin: "")],
      cells: [
        .init(cell: .lookup(table: 0, inputs: [0]), wire: wire(0, bit), module: 1),
        .init(cell: .lookup(table: 1, inputs: [0]), wire: wire(1, bit), module: 1),
        .init(cell: .lookup(table: 2, inputs: [3, 4, 1]), wire: wire(2, pair), module: 1),
        .init(cell: .lookup(table: 3, inputs: [5]), wire: wire(3, bit), module: 1),
      ], outputs: [5, 6], classOutput: nil, validOutput: 2, latency: 0)
    // Without LUTs that go across the borders of neurons: they need neither n0 nor n1.
    let circuit = try BitCircuit(mapping: netlist, MappingOptions(isThorough: false))
    // n0 is a LUT and n1 its complement; both bits of n2 are LUTs, and n3 is the lower one.
    #expect(circuit.nodes.count == 3, "\(circuit.text)")
    #expect(circuit.parts[0].code == [.init(circuit.firstNodeWire)])
    #expect(circuit.parts[1].code == [.init(circuit.firstNodeWire, isInverted: true)])
    #expect(try EquivalenceProof(circuit, computes: netlist).isProved)
    Self.expectEqual(netlist, circuit, (0..<8).map { [$0 & 3, $0 >> 2] }, "all rows")
    for index in circuit.nodes.indices {
      guard case .lut(let inputs, let mask) = circuit.nodes[index] else { continue }
      for row in 0..<UInt64(1 << inputs.count) {
        var nodes = circuit.nodes
        nodes[index] = .lut(inputs, mask: mask ^ 1 << row)
        let wrong = try BitCircuit(
          lutSize: 6, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts, outputs: circuit.outputs)
        #expect(try !EquivalenceProof(wrong, computes: netlist).isProved, "node \(index), row \(row)")
      }
    }
  }

  @Test("adds as many bits as a layer has inputs: more than 255 in a column")
  func manyBits() throws {
    let (bit, wide) = try (
      FixedPointFormat(width: 1, fractionBits: 0, isSigned: false),
      FixedPointFormat(width: 10, fractionBits: 0, isSigned: false)
    )
    let count = 600
    let neuron = Neuron(
      lookups: (0..<count).map { Lookup(table: 0, inputs: [$0]) },
      requantization: try Requantization(shift: 0, output: wide), output: Signal(name: "y", quantizer: Quantizer(wide)))
    let tables = try TableNetwork(
      name: "many", inputs: (0..<count).map { Signal(name: "x\($0)", quantizer: Quantizer(bit)) },
      tables: [TruthTable(addressWidth: 1, output: bit) { $0 }],
      layers: [TableLayer(name: "layer1", origin: "by hand", neurons: [neuron])], outputs: [count], classNames: [])
    let netlist = try HardwareFlow().netlist(of: tables)
    let circuit = try BitCircuit(mapping: netlist)
    #expect(try EquivalenceProof(circuit, computes: netlist).isProved)
    // Ten bits are left of 600, and a LUT takes away at most one.
    #expect((590...640).contains(BitStatistics(circuit).luts), "\(BitStatistics(circuit).luts) LUTs")
  }

  @Test("refuses LUTs of other sizes in a sentence")
  func sizes() throws {
    var generator = NetlistGenerator(seed: 1)
    let netlist = try generator.netlist()
    let error = #expect(throws: BitCircuitError.self) { try BitCircuit(mapping: netlist, MappingOptions(lutSize: 7)) }
    #expect(error?.description == "LUTs of 7 inputs: choose 3, 4, 5 or 6")
  }
}
