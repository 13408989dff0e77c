internal import Dispatch
import LNQFixedPoint
import LNQHardware
import LNQTables

/// The proof that a circuit of bits computes a netlist, for every input.
///
/// The netlist is cut at the codes of its blocks, which are the parts of the circuit. Each part is checked against its block
/// for all codes that come in: row by row where those have at most 20 bits together; a wider sum of tables by the steps of its
/// certificate, each for all rows of a few wires. As both are compositions of what was checked, they are equal.
public struct EquivalenceProof: Hashable, Sendable {
  /// How a part was checked.
  public enum Evidence: Hashable, Sendable {
    /// For each of this many rows.
    case rows(Int)
    /// By this many steps of a certificate.
    case steps(Int)
    /// It is a register on the right wires.
    case register
    /// A bit of its code is no wire: the parts that read the code are checked as functions of what it reads.
    case dissolved
    /// It differs from its block.
    case different(Difference)
    /// Too many bits for rows, and no certificate.
    case open(bits: Int)
  }

  /// A part that is wrong.
  public struct Difference: Hashable, Sendable {
    /// The bit of its code, from the lowest; nil where a certificate does not hold.
    public let output: Int?
    /// Codes of the wires that the block reads, for which it is wrong; empty where a certificate does not hold.
    public let codes: [Int]
    /// What is wrong, in words.
    public let problem: String
  }

  /// For each part, in order, how it was checked.
  public let evidence: [Evidence]

  /// Whether every part is right.
  public var isProved: Bool {
    evidence.allSatisfy {
      switch $0 {
      case .rows, .steps, .register, .dissolved: true
      case .different, .open: false
      }
    }
  }

  /// The first part that is wrong.
  public var firstDifference: (part: Int, Difference)? {
    for (part, evidence) in evidence.enumerated() {
      if case .different(let difference) = evidence { return (part, difference) }
    }
    return nil
  }

  /// How many bits a block can read to be checked row by row.
  public static let rowLimit = 20

  /// Checks a circuit whose parts are the blocks of the netlist.
  ///
  /// Flip-flops that the netlist has not are checked first: all bits that meet have to belong to one sample, and the outputs to
  /// come after `latency` cycles. Then the circuit computes what it computes without them.
  ///
  /// - Parameter latency: the clock cycles from input to output; those of the netlist unless given.
  /// - Throws: `BitCircuitError.sumTooWide`, as mapping does.
  /// - Precondition: the circuit was mapped from a netlist with the same cells, so that its parts are the same blocks.
  public init(
    _ circuit: BitCircuit, computes netlist: Netlist, latency: Int? = nil
  ) throws(BitCircuitError) {
    guard netlist.latency == 0 else {
      evidence = try Self.evidence(circuit, netlist)
      return
    }
    let timing = BitTiming(circuit)
    var ofBlocks = try Self.evidence(circuit.withoutRegisters(), netlist)[...]
    var evidence = circuit.parts.map { $0.place.isLater ? .register : ofBlocks.popFirst() ?? .register }
    for fault in timing.faults.reversed() where evidence.indices.contains(fault.part) {
      evidence[fault.part] = .different(.init(output: nil, codes: [], problem: fault.problem))
    }
    if let latency, latency != timing.latency, let last = evidence.indices.last {
      let problem =
        "valid_o comes after \(timing.latency) cycles, not after \(latency): registers are missing, or too many"
      evidence[last] = .different(.init(output: nil, codes: [], problem: problem))
    }
    self.evidence = evidence
  }

  private static func evidence(_ circuit: BitCircuit, _ netlist: Netlist) throws(BitCircuitError) -> [Evidence] {
    let blocks = try MappingBlock.blocks(of: netlist)
    precondition(
      blocks.count == circuit.parts.count && zip(blocks, circuit.parts).allSatisfy { $0.isPart($1, of: netlist) },
      "a circuit with other parts than the netlist")
    let bits = netlist.codes(of: blocks, in: circuit)
    let check = PartCheck(circuit, netlist, bits: bits)
    let results = [Result<Evidence, BitCircuitError>](unsafeUninitializedCapacity: blocks.count) {
      buffer, initialized in
      buffer.initialize(repeating: .success(.register))
      nonisolated(unsafe) let slots = buffer
      DispatchQueue.concurrentPerform(iterations: blocks.count) { index in
        slots[index] = Result { () throws(BitCircuitError) in
          try check.evidence(circuit.parts[index], blocks[index]).evidence
        }
      }
      initialized = blocks.count
    }
    var evidence: [Evidence] = []
    for result in results { evidence.append(try result.get()) }
    let ports = netlist.outputs + (netlist.classOutput.map { [$0] } ?? []) + [netlist.validOutput]
    let expected = ports.flatMap { wire in
      (0..<netlist.format(ofWire: wire).width).map { (wire: wire, bit: $0, driver: bits[wire]?[$0]) }
    }
    for (port, (expected, own)) in zip(expected, circuit.outputs).enumerated()
    where expected.driver != BitCircuit.Literal(own) {
      let part = blocks.firstIndex { $0.wire == expected.wire } ?? blocks.count - 1
      evidence[part] = .different(
        .init(
          output: expected.bit, codes: [], problem: "output bit \(port) is another wire than its bit \(expected.bit)"))
    }
    return evidence
  }
}

extension Netlist {
  /// For each wire its bits in a circuit whose parts are these blocks; nil for what no block computes, and for codes that are
  /// not all wires.
  func codes(of blocks: [MappingBlock], in circuit: BitCircuit) -> [[BitCircuit.Literal]?] {
    var bits: [[BitCircuit.Literal]?] = inputBits(of: 0..<firstCellWire).map { $0.map { BitCircuit.Literal($0) } }
    bits += Array(repeating: nil, count: cells.count)
    for (block, part) in zip(blocks, circuit.parts) { bits[block.wire] = part.code }
    return bits
  }
}

extension MappingBlock {
  fileprivate func isPart(_ part: BitCircuit.Part, of netlist: Netlist) -> Bool {
    part.name == netlist.name(ofWire: wire) && part.module == netlist.module(ofWire: wire)
      && part.outputs.count == netlist.format(ofWire: wire).width
  }
}
