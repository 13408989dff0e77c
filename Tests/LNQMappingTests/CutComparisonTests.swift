import LNQHardware
import LNQMapping
import LNQRandom
import LNQTestSupport
import Testing

@Suite("Comparing circuits with netlists at cut points")
struct CutComparisonTests {
  /// A netlist without registers, and a circuit that is mapped from it.
  private func specimen(_ seed: UInt64, lutSize: Int = 6) throws -> (Netlist, BitCircuit) {
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist()
    return (netlist, try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: false)))
  }

  /// The codes of the parts that `isKnown` wants, by the netlist's wires.
  private func comparison(
    _ circuit: BitCircuit, _ netlist: Netlist, where isKnown: (Int) -> Bool = { _ in true }
  ) -> CutComparison {
    let wires = (netlist.firstCellWire..<netlist.wireCount).filter { wire in
      isKnown(wire)
        && circuit.parts.contains {
          $0.name == netlist.name(ofWire: wire) && $0.module == netlist.module(ofWire: wire)
        }
    }
    let codes = wires.map { wire in
      (
        wire,
        circuit.parts.first {
          $0.name == netlist.name(ofWire: wire) && $0.module == netlist.module(ofWire: wire)
        }?.code ?? []
      )
    }
    return CutComparison(circuit, with: netlist, codes: Dictionary(uniqueKeysWithValues: codes))
  }

  @Test("a definition computes what the netlist does", arguments: Seeds.upTo(4))
  func definition(seed: UInt64) throws {
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist()
    let inputs = Array(0..<netlist.firstCellWire)
    let wires = Array(netlist.firstCellWire..<netlist.wireCount)
    let definition = try BitCircuit(defining: wires, of: netlist, from: inputs)
    for sample in generator.samples(for: netlist, count: 20) {
      var (reference, bits) = (NetlistSimulator(netlist), BitSimulator(definition))
      _ = reference.step(inputs: sample, valid: true)
      let words = zip(netlist.inputs, sample).flatMap { signal, code in
        (0..<signal.format.width).map { signal.format.bitPattern(of: code) >> UInt32($0) & 1 == 1 ? UInt64.max : 0 }
      }
      var outputs = bits.step(inputs: words + [.max])[...]
      for wire in wires {
        let format = netlist.format(ofWire: wire)
        let pattern = outputs.prefix(format.width).enumerated().reduce(UInt32(0)) {
          $0 | UInt32($1.element & 1) << UInt32($1.offset)
        }
        outputs = outputs.dropFirst(format.width)
        #expect(format.code(ofBitPattern: pattern) == reference.code(ofWire: wire), "\(netlist.place(ofWire: wire))")
      }
    }
  }

  @Test("proves mapped circuits, also when some of their codes are not known", arguments: [3, 6], Seeds.upTo(2))
  func equal(lutSize: Int, seed: UInt64) throws {
    let (netlist, circuit) = try specimen(seed, lutSize: lutSize)
    for isKnown in [{ _ in true }, { $0 % 2 == 0 }, { _ in false }] as [(Int) -> Bool] {
      var comparison = comparison(circuit, netlist, where: isKnown)
      let evidence = try comparison.checkRows()
      for (piece, evidence) in zip(comparison.pieces, evidence) {
        if case .different(let difference) = evidence { Issue.record("\(comparison.place(of: piece)): \(difference)") }
      }
    }
  }

  @Test("finds a flipped bit of a mask, and a sample that shows it", arguments: Seeds.upTo(2))
  func flipped(seed: UInt64) throws {
    let (netlist, circuit) = try specimen(seed)
    var random = SplitMix64(seed: seed)
    var shown = 0
    for index in circuit.nodes.indices {
      guard case .lut(let inputs, let mask) = circuit.nodes[index] else { continue }
      var nodes = circuit.nodes
      nodes[index] = .lut(inputs, mask: mask ^ 1 << UInt64.random(in: 0..<1 << UInt64(inputs.count), using: &random))
      let wrong = try BitCircuit(
        lutSize: 6, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts, outputs: circuit.outputs)
      var comparison = comparison(wrong, netlist)
      let evidence = try comparison.checkRows()
      guard let number = evidence.firstIndex(where: { if case .different = $0 { true } else { false } }) else {
        continue
      }
      let piece = comparison.pieces[number]
      let samples = (0..<500).flatMap { _ in
        netlist.inputs.map { $0.format.code(ofBitPattern: UInt32(truncatingIfNeeded: random.next())) }
      }
      guard let sample = try comparison.firstSample(showing: piece, among: samples) else { continue }
      let width = netlist.inputs.count
      let replay = comparison.replay(Array(samples[sample * width..<(sample + 1) * width]), of: piece)
      #expect(replay.expected != replay.got)
      shown += 1
    }
    #expect(shown > 0)
  }
}
