import LNQHardware

/// What a piece should be and what it is, for a tool that compares logic networks.
extension CutComparison {
  /// A piece as a function of the cut points before it; nil when the circuit reads something else.
  ///
  /// Cut points that depend on each other are free here: a difference may be one that cannot occur.
  /// - Throws: `BitCircuitError`, which is a bug.
  public func models(of piece: Piece) throws(BitCircuitError) -> BLIFPair? {
    try models(of: piece, from: piece.inputs)
  }

  /// A piece as a function of the circuit's inputs, so that every difference can occur; nil when the circuit reads something that
  /// its Verilog leaves undefined.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  public func wholeModels(of piece: Piece) throws(BitCircuitError) -> BLIFPair? {
    try models(of: piece, from: Array(0..<netlist.firstCellWire))
  }

  private func models(of piece: Piece, from inputs: [Int]) throws(BitCircuitError) -> BLIFPair? {
    let literals = inputs.flatMap { bits[$0] ?? [] }
    let pins = Set(literals.map(\.wire)).filter { $0 >= BitCircuit.firstInput }
    guard let own = circuit.blif(piece.own, from: Self.drivers(pins), pins: pins.sorted()) else { return nil }
    let definition = try BitCircuit(defining: [piece.wire], of: netlist, from: inputs)
    let drivers = literals.enumerated().map { (BitCircuit.firstInput + $0.offset, $0.element) }
    let expected = definition.blif(
      definition.outputs.map { BitCircuit.Literal($0) }, from: Dictionary(uniqueKeysWithValues: drivers),
      pins: pins.sorted())
    return expected.map { BLIFPair(expected: $0, own: own) }
  }

  /// Whether codes of a piece's inputs can occur: models that differ where they do; nil as in `wholeModels`.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  public func models(reaching codes: [Int], of piece: Piece) throws(BitCircuitError) -> BLIFPair? {
    let patterns = zip(piece.inputs, codes).flatMap { wire, code in
      let format = netlist.format(ofWire: wire)
      return (0..<format.width).map { format.bitPattern(of: code) >> UInt32($0) & 1 == 1 }
    }
    var nodes = circuit.nodes
    var reached = BitCircuit.one
    for (literal, isOne) in zip(literals(of: piece), patterns) {
      nodes.append(.lut([reached, literal.wire], mask: isOne != literal.isInverted ? 0b1000 : 0b0010))
      reached = circuit.firstNodeWire + nodes.count - 1
    }
    let part = BitCircuit.Part(
      name: "reached", module: 0, place: .valid, nodes: circuit.nodes.count..<nodes.count, outputs: [.init(reached)])
    let longer = try BitCircuit(
      lutSize: circuit.lutSize, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts + [part],
      outputs: [reached])
    let pins = Set((0..<netlist.firstCellWire).flatMap { bits[$0] ?? [] }.map(\.wire))
    guard let own = longer.blif([.init(reached)], from: Self.drivers(pins), pins: pins.sorted()),
      let never = circuit.blif([.init(BitCircuit.zero)], from: [:], pins: pins.sorted())
    else { return nil }
    return BLIFPair(expected: never, own: own)
  }

  private static func drivers(_ pins: Set<Int>) -> [Int: BitCircuit.Literal] {
    Dictionary(uniqueKeysWithValues: pins.map { ($0, .init($0)) })
  }

  /// The codes of wires when pins have these values, by their names; 0 for pins that are left out.
  public func codes(of wires: [Int], whenPinsAre values: [String: Bool]) -> [Int] {
    wires.map { wire in
      let pattern = (bits[wire] ?? []).enumerated().reduce(UInt32(0)) { pattern, bit in
        let isOne = bit.element.wire == BitCircuit.one || values["p\(bit.element.wire)"] ?? false
        return pattern | (isOne != bit.element.isInverted ? 1 : 0) << UInt32(bit.offset)
      }
      return netlist.format(ofWire: wire).code(ofBitPattern: pattern)
    }
  }

  /// The codes of the netlist's inputs when pins have these values.
  public func inputCodes(whenPinsAre values: [String: Bool]) -> [Int] {
    codes(of: Array(0..<netlist.firstCellWire - 1), whenPinsAre: values)
  }
}
