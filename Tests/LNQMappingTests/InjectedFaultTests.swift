import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQRandom
import LNQTables
import LNQTestSupport
import Testing

/// The proof catches every fault that can be seen from outside, and says where it is.
@Suite("Injected faults")
struct InjectedFaultTests {
  enum Kind: CaseIterable {
    case mask, wire, register, carry
  }

  /// Seven faults of a kind and a seed: with LNQ_SEEDS=36 more than 1,000 faults of all kinds.
  private static let faultsOfSeed = 7

  @Test("are all caught, and named", arguments: Kind.allCases)
  func caught(kind: Kind) throws {
    let seeds = Seeds.upTo(2)
    var found = 0
    for seed in seeds {
      var random = SplitMix64(seed: seed)
      var (own, attempts) = (0, 0)
      while own < Self.faultsOfSeed, attempts < 10 {
        attempts += 1
        let (netlist, circuit) = try specimen(kind, seed: seed &* 1000 &+ UInt64(attempts))
        for _ in 0..<40 where own < Self.faultsOfSeed {
          guard let wrong = try changed(circuit, kind, &random), isSeen(wrong, circuit, &random) else { continue }
          let proof = try EquivalenceProof(wrong, computes: netlist, latency: circuit.latency)
          #expect(!proof.isProved, "\(kind) of seed \(seed)\n\(circuit.text)\n\(wrong.text)")
          let (part, difference) = try #require(proof.firstDifference)
          #expect(wrong.parts.indices.contains(part) && !difference.problem.isEmpty)
          own += 1
        }
      }
      found += own
    }
    #expect(found == Self.faultsOfSeed * seeds.count, "\(kind)")
  }

  private func specimen(_ kind: Kind, seed: UInt64) throws -> (Netlist, BitCircuit) {
    guard kind != .carry else { return try adder(width: 2 + Int(seed % 7)) }
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist()
    let circuit = try BitCircuit(
      mapping: netlist, MappingOptions(lutSize: 3 + Int(seed % 4), isThorough: false))
    return (netlist, try circuit.pipelined(every: kind == .register ? 1 + Int(seed % 3) : 0))
  }

  /// A sum of two codes on a carry chain.
  private func adder(width: Int) throws -> (Netlist, BitCircuit) {
    let format = try FixedPointFormat(width: width, fractionBits: 0, isSigned: false)
    let sum = try FixedPointFormat(width: width + 1, fractionBits: 0, isSigned: false)
    let place = Netlist.Place.sum(.init(layer: "layer1", index: 0))
    let netlist = try Netlist(
      name: "adder", inputs: ["a", "b"].map { Signal(name: $0, quantizer: Quantizer(format)) },
      outputSignals: [Signal(name: "y", quantizer: Quantizer(sum))], classNames: [], tables: [],
      modules: [.init(name: "", origin: "")],
      cells: [.init(cell: .sum([0, 1]), wire: .init(name: "n0_sum", format: sum, place: place), module: 0)],
      outputs: [3], classOutput: nil, validOutput: 2, latency: 0)
    var builder = BitCircuitBuilder(lutSize: 6, inputCount: 2 * width + 1)
    var (carry, outputs) = (BitCircuit.zero, [Int]())
    for bit in 0..<width {
      outputs.append(builder.add(.sum(builder.input(bit), builder.input(width + bit), carry)))
      carry = builder.add(.carry(builder.input(bit), builder.input(width + bit), carry))
    }
    outputs.append(carry)
    builder.endPart("n0_sum", module: 0, place: place, outputs: outputs.map { .init($0) })
    return (netlist, try builder.circuit(outputs: outputs + [builder.input(2 * width)]))
  }

  /// The same circuit with one fault of a kind; nil when the node that was drawn cannot have it.
  private func changed(_ circuit: BitCircuit, _ kind: Kind, _ random: inout SplitMix64) throws -> BitCircuit? {
    guard !circuit.nodes.isEmpty else { return nil }
    var (nodes, outputs) = (circuit.nodes, circuit.outputs)
    let index = Int.random(in: nodes.indices, using: &random)
    let before = BitCircuit.firstInput..<circuit.firstNodeWire + index
    switch (kind, nodes[index]) {
    case (.mask, .lut(let inputs, let mask)):
      nodes[index] = .lut(inputs, mask: mask ^ 1 << UInt64.random(in: 0..<1 << UInt64(inputs.count), using: &random))
    case (.wire, .lut(var inputs, let mask)):
      guard !inputs.isEmpty else { return nil }
      inputs[Int.random(in: inputs.indices, using: &random)] = Int.random(in: before, using: &random)
      nodes[index] = .lut(inputs, mask: mask)
    case (.register, .flipFlop(let input, _)):
      let own = circuit.firstNodeWire + index
      nodes = nodes.map { $0.mappingInputs { $0 == own ? input : $0 } }
      outputs = outputs.map { $0 == own ? input : $0 }
    case (.carry, .carry(let a, let b, let c)):
      // The carry of the bit before, or another function of the same bits.
      nodes[index] =
        [.carry(a, b, BitCircuit.zero), .carry(a, c, c), .sum(a, b, c), .carry(a, b, BitCircuit.one)]
        .randomElement(using: &random) ?? .carry(a, b, a)
    default: return nil
    }
    guard nodes != circuit.nodes || outputs != circuit.outputs else { return nil }
    return try BitCircuit(
      lutSize: circuit.lutSize, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts, outputs: outputs)
  }

  /// Whether the ports of both differ for some of many samples.
  private func isSeen(_ wrong: BitCircuit, _ circuit: BitCircuit, _ random: inout SplitMix64) -> Bool {
    var (own, other) = (BitSimulator(circuit), BitSimulator(wrong))
    return (0..<24).contains { _ in
      let inputs = (0..<circuit.inputCount).map { _ in random.next() }
      return own.step(inputs: inputs) != other.step(inputs: inputs)
    }
  }
}
