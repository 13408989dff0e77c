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

  @Test("gives circuits with the same ports in every cycle", arguments: 3...6, 1...4 as ClosedRange<UInt64>)
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
      for isThorough in [false, seed == 1] {
        let circuit = try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: isThorough))
        Self.expectEqual(
          netlist, circuit, samples, "K = \(lutSize), thorough \(isThorough)")
      }
    }
  }

  @Test("refuses LUTs of other sizes in a sentence")
  func sizes() throws {
    var generator = NetlistGenerator(seed: 1)
    let netlist = try generator.netlist()
    let error = #expect(throws: BitCircuitError.self) { try BitCircuit(mapping: netlist, MappingOptions(lutSize: 7)) }
    #expect(error?.description == "LUTs of 7 inputs: choose 3, 4, 5 or 6")
  }
}
