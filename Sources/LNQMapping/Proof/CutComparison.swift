internal import Dispatch
import LNQHardware

/// A circuit of bits, somebody's or our own, compared with a netlist code by code.
///
/// The cut points are codes of the netlist whose wires in the circuit are known. Each of them, and each port, is a piece: a function
/// of the cut points before it. As the netlist's order is that of its cells, and the circuit has no loops, it computes the netlist
/// when every piece does. A cut point that is not known only makes the pieces behind it wider.
public struct CutComparison: Sendable {
  /// A code that is compared.
  public struct Piece: Hashable, Sendable {
    /// The wire of the netlist that has it.
    public let wire: Int
    /// The wires of the circuit that should carry its bits.
    public let own: [BitCircuit.Literal]
    /// The cut points that it is a function of.
    public fileprivate(set) var inputs: [Int]
    /// The port that shows it, `data_o`; nil for a code inside.
    public let port: String?
  }

  let netlist: Netlist
  /// Without registers.
  let circuit: BitCircuit
  /// For each wire of the netlist its bits in the circuit; nil for what is not known. The inputs are known.
  let bits: [[BitCircuit.Literal]?]
  /// Of codes that an argmax reads the bits of those that can occur, where they are known: a mapped circuit may be wrong in the others.
  private let patterns: [Int: Set<Int>]
  /// Codes in the netlist's order, then ports.
  public private(set) var pieces: [Piece]

  /// Divides a circuit without registers.
  ///
  /// - Parameter codes: for wires of the netlist, which has no registers either, the bits in the circuit.
  /// - Precondition: the circuit's first inputs are the bits of the netlist's, its last one is `valid`; its outputs are the ports'.
  public init(_ circuit: BitCircuit, with netlist: Netlist, codes: [Int: [BitCircuit.Literal]]) {
    (self.circuit, self.netlist) = (circuit, netlist)
    var bits: [[BitCircuit.Literal]?] = netlist.inputBits(of: 0..<netlist.firstCellWire - 1).map {
      $0.map { BitCircuit.Literal($0) }
    }
    bits.append([BitCircuit.Literal(circuit.firstNodeWire - 1)])
    bits += (netlist.firstCellWire..<netlist.wireCount).map { wire in
      codes[wire].map { $0.map(circuit.behindInverters) }
    }
    self.bits = bits
    patterns = Self.patterns(in: netlist)
    let windows = CodeWindows(netlist, isThere: bits.map { $0 != nil })
    var pieces = (netlist.firstCellWire..<netlist.wireCount).compactMap { wire in
      bits[wire].map { Piece(wire: wire, own: $0, inputs: windows.reads(of: wire), port: nil) }
    }
    var outputs = circuit.outputs.map { circuit.behindInverters(.init($0)) }[...]
    let ports =
      netlist.outputs.map { ($0, "data_o") } + (netlist.classOutput.map { [($0, "class_o")] } ?? [])
      + [(netlist.validOutput, "valid_o")]
    for (wire, port) in ports {
      let own = Array(outputs.prefix(netlist.format(ofWire: wire).width))
      outputs = outputs.dropFirst(own.count)
      guard own != bits[wire] else { continue }
      pieces.append(
        Piece(wire: wire, own: own, inputs: bits[wire] == nil ? windows.reads(of: wire) : [wire], port: port))
    }
    self.pieces = pieces
  }

  /// What a piece is, for people.
  public func place(of piece: Piece) -> String {
    let place = netlist.place(ofWire: piece.wire).description
    return piece.port.map { place == "valid" ? $0 : "\($0), \(place)" } ?? place
  }

  // MARK: - Row by row

  /// Each piece for all rows of its codes that can occur, where those have at most 20 bits; of a piece that is right only as a
  /// function of codes further back, those become its inputs.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  public mutating func checkRows() throws(BitCircuitError) -> [EquivalenceProof.Evidence] {
    typealias Found = (evidence: EquivalenceProof.Evidence, window: [Int])
    let (check, pieces) = (check, pieces)
    let windows = check.windows
    let results = [Result<Found, BitCircuitError>](unsafeUninitializedCapacity: pieces.count) { buffer, initialized in
      buffer.initialize(repeating: .success((.register, [])))
      nonisolated(unsafe) let slots = buffer
      DispatchQueue.concurrentPerform(iterations: pieces.count) { index in
        let piece = pieces[index]
        slots[index] = Result { () throws(BitCircuitError) in
          try check.evidence(of: piece.wire, piece.own, in: windows.windows(from: piece.inputs))
        }
      }
      initialized = pieces.count
    }
    var all: [EquivalenceProof.Evidence] = []
    for (index, result) in results.enumerated() {
      let found = try result.get()
      all.append(found.evidence)
      self.pieces[index].inputs = found.window
    }
    return all
  }

  private var check: CodeCheck { CodeCheck(netlist: netlist, circuit: circuit, bits: bits, patterns: patterns) }

  /// For each bit of a piece the rows in which it is wrong; nil when it reads more than it should, or more than 20 bits.
  func differences(in piece: Piece) throws(BitCircuitError) -> [[UInt64]]? {
    try check.differences(of: piece.wire, piece.own, for: piece.inputs)
  }

  private static func patterns(in netlist: Netlist) -> [Int: Set<Int>] {
    var patterns: [Int: Set<Int>] = [:]
    for block in (try? MappingBlock.blocks(of: netlist)) ?? [] {
      guard case .argmax(let inputs, let values) = block.operation else { continue }
      for (wire, values) in zip(inputs, values) {
        patterns[wire] = values.map { Set($0.map { Int(netlist.format(ofWire: wire).bitPattern(of: $0)) }) }
      }
    }
    return patterns
  }

  /// The bits that a piece is a function of.
  func literals(of piece: Piece) -> [BitCircuit.Literal] { piece.inputs.flatMap { bits[$0] ?? [] } }
}

extension BitCircuit {
  /// What an inverter inverts, so that whoever reads that reads the literal too.
  fileprivate func behindInverters(_ literal: Literal) -> Literal {
    var literal = literal
    while case .lut(let inputs, mask: 0b01)? = node(ofWire: literal.wire), inputs.count == 1 {
      literal = Literal(inputs[0], isInverted: !literal.isInverted)
    }
    return literal
  }
}
