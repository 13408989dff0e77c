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
    public let inputs: [Int]
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
  public let pieces: [Piece]

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
    func inputs(of wire: Int) -> [Int] {
      var (found, seen) = (Set<Int>(), Set<Int>())
      var stack = wire < netlist.firstCellWire ? [wire] : netlist.cells[wire - netlist.firstCellWire].cell.inputs
      while let wire = stack.popLast() {
        guard seen.insert(wire).inserted else { continue }
        if bits[wire] != nil {
          found.insert(wire)
        } else {
          stack += netlist.cells[wire - netlist.firstCellWire].cell.inputs
        }
      }
      return found.sorted()
    }
    var pieces = (netlist.firstCellWire..<netlist.wireCount).compactMap { wire in
      bits[wire].map { Piece(wire: wire, own: $0, inputs: inputs(of: wire), port: nil) }
    }
    var outputs = circuit.outputs.map { circuit.behindInverters(.init($0)) }[...]
    let ports =
      netlist.outputs.map { ($0, "data_o") } + (netlist.classOutput.map { [($0, "class_o")] } ?? [])
      + [(netlist.validOutput, "valid_o")]
    for (wire, port) in ports {
      let own = Array(outputs.prefix(netlist.format(ofWire: wire).width))
      outputs = outputs.dropFirst(own.count)
      guard own != bits[wire] else { continue }
      pieces.append(Piece(wire: wire, own: own, inputs: bits[wire] == nil ? inputs(of: wire) : [wire], port: port))
    }
    self.pieces = pieces
  }

  /// What a piece is, for people.
  public func place(of piece: Piece) -> String {
    let place = netlist.place(ofWire: piece.wire).description
    return piece.port.map { place == "valid" ? $0 : "\($0), \(place)" } ?? place
  }

  // MARK: - Row by row

  /// Each piece of at most 20 bits for all rows that can occur.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  public func evidence() throws(BitCircuitError) -> [EquivalenceProof.Evidence] {
    let results = [Result<EquivalenceProof.Evidence, BitCircuitError>](unsafeUninitializedCapacity: pieces.count) {
      buffer, initialized in
      buffer.initialize(repeating: .success(.register))
      nonisolated(unsafe) let slots = buffer
      DispatchQueue.concurrentPerform(iterations: pieces.count) { index in
        slots[index] = Result { () throws(BitCircuitError) in try evidence(of: pieces[index]) }
      }
      initialized = pieces.count
    }
    var all: [EquivalenceProof.Evidence] = []
    for result in results { all.append(try result.get()) }
    return all
  }

  private func evidence(of piece: Piece) throws(BitCircuitError) -> EquivalenceProof.Evidence {
    guard let rows = try differences(in: piece) else { return .open(bits: literals(of: piece).count) }
    for word in rows.first?.indices ?? 0..<0 {
      guard let output = rows.firstIndex(where: { $0[word] != 0 }) else { continue }
      let row = word * 64 + rows[output][word].trailingZeroBitCount
      return .different(
        .init(output: output, codes: netlist.codes(of: piece.inputs, inRow: row), problem: "bit \(output) is wrong"))
    }
    return .rows(1 << literals(of: piece).count)
  }

  /// For each bit of a piece the rows in which it is wrong; nil when it reads more than it should, or more than 20 bits.
  func differences(in piece: Piece) throws(BitCircuitError) -> [[UInt64]]? {
    let inputs = literals(of: piece)
    let cone = Cone(circuit)
    guard inputs.count <= EquivalenceProof.rowLimit,
      let own = cone.values(of: piece.own.map(\.wire), inputs: inputs)
    else { return nil }
    let definition = try BitCircuit(defining: [piece.wire], of: netlist, from: piece.inputs)
    guard
      let expected = Cone(definition).values(
        of: definition.outputs, inputs: inputs.indices.map { BitCircuit.firstInput + $0 })
    else { return nil }
    var possible = cone.possible(inputs)
    var place = 0
    for wire in piece.inputs {
      let (low, width) = (place, netlist.format(ofWire: wire).width)
      place += width
      guard let patterns = patterns[wire] else { continue }
      for row in 0..<1 << inputs.count where !patterns.contains(row >> low & ((1 << width) - 1)) {
        possible[row >> 6] &= ~(1 << UInt64(row & 63))
      }
    }
    return zip(piece.own, zip(own, expected)).map { literal, values in
      possible.indices.map { (values.0[$0] ^ literal.flip ^ values.1[$0]) & possible[$0] }
    }
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
