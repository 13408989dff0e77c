import LNQHardware
import LNQMapping
import LNQRandom
import LNQTestSupport
import Testing

/// The proof catches every fault that can be seen from outside, and says where it is.
@Suite("Injected faults")
struct InjectedFaultTests {
  /// Seven faults of a kind and a seed; `lnq-bench-proofs` injects a thousand.
  private static let faultsOfSeed = 7

  @Test("are all caught, and named", arguments: CircuitFault.allCases)
  func caught(kind: CircuitFault) throws {
    let seeds = Seeds.upTo(2)
    var found = 0
    for seed in seeds {
      var random = SplitMix64(seed: seed)
      var (own, attempts) = (0, 0)
      while own < Self.faultsOfSeed, attempts < 10 {
        attempts += 1
        let (netlist, circuit) = try specimen(kind, seed: seed &* 1000 &+ UInt64(attempts))
        for _ in 0..<40 where own < Self.faultsOfSeed {
          guard let wrong = try kind.injected(into: circuit, &random), CircuitFault.isSeen(wrong, circuit, &random)
          else { continue }
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

  private func specimen(_ kind: CircuitFault, seed: UInt64) throws -> (Netlist, BitCircuit) {
    guard kind != .carry else { return try CircuitFault.adder(width: 2 + Int(seed % 7)) }
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist()
    let circuit = try BitCircuit(
      mapping: netlist, MappingOptions(lutSize: 3 + Int(seed % 4), isThorough: false))
    return (netlist, try circuit.pipelined(every: kind == .register ? 1 + Int(seed % 3) : 0))
  }
}
