import LNQHardware
import LNQMapping
import LNQRandom
import LNQTestSupport
import Testing

@Suite("Registers of mapped circuits")
struct RegisterTests {
  /// A random netlist with a circuit of it.
  private func specimen(_ seed: UInt64, lutSize: Int) throws -> (Netlist, BitCircuit) {
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist()
    return (netlist, try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: false)))
  }

  @Test(
    "delay the outputs and valid by whole cycles, and change nothing else", arguments: BitCircuit.Level.allCases,
    1...5 as ClosedRange<UInt64>)
  func delay(level: BitCircuit.Level, seed: UInt64) throws {
    let (netlist, plain) = try specimen(seed, lutSize: seed % 2 == 0 ? 6 : 3)
    var random = SplitMix64(seed: seed)
    let inputs = (0..<40).map { _ in (0..<plain.inputCount).map { _ in random.next() } }
    let depth = plain.levels(of: level).max() ?? 0
    for every in 1...max(1, depth) {
      let circuit = try plain.pipelined(every: every, of: level)
      let latency = depth / every
      #expect(circuit.latency == latency && plain.latency(every: every, of: level) == latency)
      #expect(BitTiming(circuit).faults.isEmpty)
      #expect(try EquivalenceProof(circuit, computes: netlist, latency: latency).isProved)
      #expect(try circuit.withoutRegisters().text == plain.text)
      if level == .luts { #expect(BitStatistics(circuit).depth <= every) }
      var (reference, own) = (BitSimulator(plain), BitSimulator(circuit))
      let expected = inputs.map { reference.step(inputs: $0) }
      let got = inputs.map { own.step(inputs: $0) }
      #expect(Array(got.dropFirst(latency)) == Array(expected.dropLast(latency)))
      #expect(got.prefix(latency).allSatisfy { $0.last == 0 })
    }
    #expect(try plain.pipelined(every: 0) == plain)
  }

  @Test("that are missing, too many or without a reset are named faults", arguments: 1...4 as ClosedRange<UInt64>)
  func faults(seed: UInt64) throws {
    let (netlist, plain) = try specimen(seed, lutSize: 4)
    let circuit = try plain.pipelined(every: 2)
    guard circuit.latency > 0 else { return }
    for (index, node) in circuit.nodes.enumerated() {
      guard case .flipFlop(let input, let reset) = node else { continue }
      let own = circuit.firstNodeWire + index
      func replaced(_ wire: Int) -> Int { wire == own ? input : wire }
      // Whoever read the flip-flop reads what it read.
      let missing = try BitCircuit(
        lutSize: circuit.lutSize, inputCount: circuit.inputCount,
        nodes: circuit.nodes.map { $0.mappingInputs(replaced) },
        parts: circuit.parts, outputs: circuit.outputs.map(replaced))
      let proof = try EquivalenceProof(missing, computes: netlist, latency: circuit.latency)
      let (_, difference) = try #require(proof.firstDifference, "flip-flop \(index)")
      #expect(difference.problem.contains("register"))
      guard reset else { continue }
      var nodes = circuit.nodes
      nodes[index] = .flipFlop(input, reset: false)
      let resetless = try BitCircuit(
        lutSize: circuit.lutSize, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts,
        outputs: circuit.outputs)
      #expect(BitTiming(resetless).faults.map(\.problem) == ["valid_o is not valid_i behind registers with a reset"])
    }
    let short = try plain.pipelined(every: 3)
    if short.latency != circuit.latency {
      #expect(try !EquivalenceProof(short, computes: netlist, latency: circuit.latency).isProved)
    }
  }

  @Test("pairs of LUTs have at most five inputs together, each LUT in one, and the same depth")
  func pairs() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let (_, circuit) = try specimen(seed, lutSize: 6)
      let levels = circuit.levels(of: .luts)
      let pairs = circuit.lutPairs
      #expect(Set(pairs.flatMap { [$0.0, $0.1] }).count == 2 * pairs.count)
      for (first, second) in pairs {
        #expect(Set(circuit.nodes[first].inputs + circuit.nodes[second].inputs).count <= 5)
        #expect(levels[circuit.firstNodeWire + first] == levels[circuit.firstNodeWire + second])
      }
      #expect(BitStatistics(circuit).lutPairs == pairs.count)
    }
  }
}
