import LNQHardware

/// Samples for which a piece is wrong.
extension CutComparison {
  /// What a piece is for a sample, in the netlist and in the circuit.
  public struct Replay: Hashable, Sendable {
    /// The netlist's code.
    public let expected: Int
    /// The circuit's.
    public let got: Int
    /// The codes of what the piece reads.
    public let reads: [Int]
    /// The names of the ports that are wrong: `data_o`, `class_o`, `valid_o`.
    public let wrongPorts: [String]
  }

  /// Evaluates a sample in both interpreters.
  ///
  /// - Precondition: `sample` has a code for each input of the netlist.
  public func replay(_ sample: [Int], of piece: Piece) -> Replay {
    var (reference, simulator) = (NetlistSimulator(netlist), BitSimulator(circuit))
    let expected = reference.step(inputs: sample, valid: true)
    simulator.evaluate(inputs: words(of: [sample]))
    func code(_ literals: [BitCircuit.Literal], _ wire: Int) -> Int {
      let pattern = literals.enumerated().reduce(UInt32(0)) {
        $0 | UInt32((simulator[$1.element.wire] ^ $1.element.flip) & 1) << UInt32($1.offset)
      }
      return netlist.format(ofWire: wire).code(ofBitPattern: pattern)
    }
    var outputs = circuit.outputs.map { BitCircuit.Literal($0) }[...]
    func port(_ wires: [Int]) -> [Int] {
      wires.map { wire in
        let width = netlist.format(ofWire: wire).width
        defer { outputs = outputs.dropFirst(width) }
        return code(Array(outputs.prefix(width)), wire)
      }
    }
    var wrongPorts: [String] = []
    if port(netlist.outputs) != expected.codes { wrongPorts.append("data_o") }
    if let wire = netlist.classOutput, port([wire]) != [expected.classIndex ?? -1] { wrongPorts.append("class_o") }
    if port([netlist.validOutput]) != [1] { wrongPorts.append("valid_o") }
    return Replay(
      expected: reference.code(ofWire: piece.wire), got: code(piece.own, piece.wire),
      reads: piece.inputs.map { reference.code(ofWire: $0) }, wrongPorts: wrongPorts)
  }

  /// The number of the first sample in which the piece's inputs have codes for which it is wrong; nil when none has.
  ///
  /// - Parameter samples: rows of input codes, one after the other.
  /// - Throws: `BitCircuitError`, which is a bug.
  public func firstSample(showing piece: Piece, among samples: [Int]) throws(BitCircuitError) -> Int? {
    guard let wrong = try differences(in: piece), let first = wrong.first else { return nil }
    let rows = first.indices.map { word in wrong.reduce(0) { $0 | $1[word] } }
    let literals = literals(of: piece)
    let width = netlist.firstCellWire - 1
    var simulator = BitSimulator(circuit)
    for start in stride(from: 0, to: samples.count / width, by: 64) {
      let lanes = (start..<min(start + 64, samples.count / width)).map { Array(samples[$0 * width..<($0 + 1) * width]) }
      simulator.evaluate(inputs: words(of: lanes))
      let bits = literals.map { simulator[$0.wire] ^ $0.flip }
      for lane in lanes.indices {
        let row = bits.enumerated().reduce(0) { $0 | Int($1.element >> UInt64(lane) & 1) << $1.offset }
        if rows[row >> 6] >> UInt64(row & 63) & 1 == 1 { return start + lane }
      }
    }
    return nil
  }

  /// What the circuit's inputs carry, a bit for each of at most 64 samples; `valid` is 1, what is undefined 0.
  private func words(of samples: [[Int]]) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: circuit.inputCount)
    for (lane, sample) in samples.enumerated() {
      for (wire, code) in sample.enumerated() {
        let pattern = UInt64(netlist.format(ofWire: wire).bitPattern(of: code))
        for (bit, literal) in (bits[wire] ?? []).enumerated() {
          words[literal.wire - BitCircuit.firstInput] |= (pattern >> UInt64(bit) & 1) << UInt64(lane)
        }
      }
    }
    words[words.count - 1] = .max
    return words
  }
}
