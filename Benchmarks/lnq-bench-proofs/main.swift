// lnq-bench-proofs [NETLISTS [FAULTS]]: maps random netlists (200) into LUTs of 3 to 6 inputs, fast and in full, proves each circuit and
// simulates it beside the netlist; then injects faults (1,000) that simulation can see, and proves that each is caught and named.
import Foundation
import LNQHardware
import LNQMapping
import LNQRandom
import LNQTestSupport

let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let (netlistCount, faultCount) = (numbers.first ?? 200, numbers.dropFirst().first ?? 1000)

/// Whether the ports of both show the same in every cycle.
func areEqual(_ netlist: Netlist, _ circuit: BitCircuit, _ samples: [[Int]]) -> Bool {
  var (reference, bits) = (NetlistSimulator(netlist), BitSimulator(circuit))
  return samples.allSatisfy { sample in
    let expected = reference.step(inputs: sample, valid: true)
    let inputs = zip(sample, netlist.inputs).flatMap { code, signal in
      (0..<signal.format.width).map { signal.format.bitPattern(of: code) >> UInt32($0) & 1 == 1 ? UInt64.max : 0 }
    }
    var words: [UInt64] = []
    for (code, signal) in zip(expected.codes, netlist.outputSignals) {
      let pattern = signal.format.bitPattern(of: code)
      words += (0..<signal.format.width).map { pattern >> UInt32($0) & 1 == 1 ? UInt64.max : 0 }
    }
    if let wire = netlist.classOutput, let index = expected.classIndex {
      words += (0..<netlist.format(ofWire: wire).width).map { index >> $0 & 1 == 1 ? UInt64.max : 0 }
    }
    return bits.step(inputs: inputs + [.max]) == words + [.max]
  }
}

let clock = ContinuousClock()
var (circuits, unproved, unequal, luts, dissolved) = (0, 0, 0, 0, 0)
var slowest: (seconds: Double, what: String) = (0, "")
let began = clock.now
for seed in 1...UInt64(max(1, netlistCount)) {
  var generator = NetlistGenerator(seed: seed)
  let netlist = try generator.netlist()
  let samples = generator.samples(for: netlist, count: 60)
  for lutSize in BitCircuit.lutSizes {
    for isThorough in [false, true] {
      let start = clock.now
      let circuit = try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: isThorough))
      let proof = try EquivalenceProof(circuit, computes: netlist)
      circuits += 1
      luts += circuit.lutCount
      dissolved += circuit.parts.count { $0.code == nil }
      if !proof.isProved {
        unproved += 1
        print(
          "NOT PROVED: seed \(seed), K = \(lutSize), thorough \(isThorough)",
          proof.firstDifference.map { "\($0)" } ?? "")
      }
      if !areEqual(netlist, circuit, samples) {
        unequal += 1
        print("NOT EQUAL: seed \(seed), K = \(lutSize), thorough \(isThorough)")
      }
      let seconds = (clock.now - start) / .seconds(1)
      if seconds > slowest.seconds { slowest = (seconds, "seed \(seed), K = \(lutSize), thorough \(isThorough)") }
    }
  }
}
print(
  "\(netlistCount) netlists: \(circuits) circuits of \(luts) LUTs, \(dissolved) codes without wires, \(unproved) not proved,",
  "\(unequal) not equal;",
  String(format: "%.1f s, at most %.2f s: %@", (clock.now - began) / .seconds(1), slowest.seconds, slowest.what))

/// A circuit that can have the fault, and its netlist.
func specimen(_ fault: CircuitFault, seed: UInt64) throws -> (Netlist, BitCircuit) {
  guard fault != .carry else { return try CircuitFault.adder(width: 2 + Int(seed % 7)) }
  var generator = NetlistGenerator(seed: seed)
  let netlist = try generator.netlist()
  let circuit = try BitCircuit(
    mapping: netlist, MappingOptions(lutSize: 3 + Int(seed % 4), isThorough: seed & 4 == 0))
  return (netlist, try circuit.pipelined(every: fault == .register ? 1 + Int(seed % 3) : 0))
}

let faultsBegan = clock.now
var missed = 0
for fault in CircuitFault.allCases {
  var (found, caught, named, seed) = (0, 0, 0, UInt64(0))
  var random = SplitMix64(seed: 1)
  while found < faultCount / CircuitFault.allCases.count {
    seed += 1
    let (netlist, circuit) = try specimen(fault, seed: seed)
    // Few of one circuit, so that many circuits are tried.
    var own = 0
    for _ in 0..<40 where own < 5 {
      guard let wrong = try fault.injected(into: circuit, &random), CircuitFault.isSeen(wrong, circuit, &random)
      else { continue }
      own += 1
      let proof = try EquivalenceProof(wrong, computes: netlist, latency: circuit.latency)
      if !proof.isProved { caught += 1 }
      if let (_, difference) = proof.firstDifference, !difference.problem.isEmpty { named += 1 }
    }
    found += own
  }
  missed += found - min(caught, named)
  print("\(found) faults of the kind \(fault.rawValue): \(caught) caught, \(named) named, in \(seed) circuits")
}
print(String(format: "%.1f s", (clock.now - faultsBegan) / .seconds(1)))
exit(unproved + unequal + missed == 0 ? 0 : 1)
