/// The nodes of a circuit while it is made.
///
/// Every LUT is simplified before it is there: constants, unused inputs and inputs that are the same wire vanish, inputs are in
/// ascending order, and a LUT that is there already is not made again. What comes back may so be any wire, also a constant.
public struct BitCircuitBuilder: Sendable {
  /// K, how many inputs a LUT has at most.
  public let lutSize: Int
  /// How many wires come in.
  public let inputCount: Int
  /// What was added, in order.
  public private(set) var nodes: [BitCircuit.Node] = []
  /// What was closed, in order.
  public private(set) var parts: [BitCircuit.Part] = []

  private var known: [BitCircuit.Node: Int] = [:]

  /// No nodes yet.
  public init(lutSize: Int, inputCount: Int) {
    (self.lutSize, self.inputCount) = (lutSize, inputCount)
  }

  /// The wire of an input.
  public func input(_ index: Int) -> Int { BitCircuit.firstInput + index }

  /// How many nodes there are: the cost of what is being built.
  public var count: Int { nodes.count }

  /// The wire that has `mask`'s bit r when `inputs`, the first lowest, are the bits of r.
  ///
  /// - Precondition: at most 6 inputs, of which at most `lutSize` are needed.
  public mutating func lut(_ inputs: [Int], mask: UInt64) -> Int {
    var function = SmallTable(inputs: inputs, mask: mask)
    function.simplify()
    precondition(function.inputs.count <= lutSize, "a LUT of \(function.inputs.count) inputs, the most is \(lutSize)")
    if function.inputs.isEmpty { return function.mask & 1 == 0 ? BitCircuit.zero : BitCircuit.one }
    if function.isWire { return function.inputs[0] }
    return add(.lut(function.inputs, mask: function.mask))
  }

  /// As `lut`, of literals; the result may be a complement when that is there already, or costs nothing.
  public mutating func literal(_ inputs: [BitCircuit.Literal], mask: UInt64) -> BitCircuit.Literal {
    var function = SmallTable(inputs: inputs.map(\.wire), mask: mask)
    for (index, input) in inputs.enumerated() where input.isInverted { function.complement(index) }
    function.simplify()
    let opposite = SmallTable(inputs: function.inputs, mask: ~function.mask)
    let isThere = opposite.isWire || known[.lut(opposite.inputs, mask: opposite.mask)] != nil
    return isThere
      ? BitCircuit.Literal(lut(opposite.inputs, mask: opposite.mask), isInverted: true)
      : BitCircuit.Literal(lut(function.inputs, mask: function.mask))
  }

  /// The wire of a literal: of a complement that of an inverter.
  public mutating func wire(_ literal: BitCircuit.Literal) -> Int {
    literal.isInverted ? lut([literal.wire], mask: 0b01) : literal.wire
  }

  /// The wire that `node` drives, which may be one that exists.
  public mutating func add(_ node: BitCircuit.Node) -> Int {
    if let wire = known[node] { return wire }
    nodes.append(node)
    let wire = BitCircuit.firstInput + inputCount + nodes.count - 1
    known[node] = wire
    return wire
  }

  /// Ends a part: the nodes since the last one belong to it.
  public mutating func endPart(
    _ name: String, module: Int, place: Netlist.Place, outputs: [BitCircuit.Literal?], certificate: Certificate? = nil
  ) {
    let start = parts.last?.nodes.upperBound ?? 0
    parts.append(
      BitCircuit.Part(
        name: name, module: module, place: place, nodes: start..<nodes.count, outputs: outputs,
        certificate: certificate))
  }

  /// The finished circuit.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  public func circuit(outputs: [Int]) throws(BitCircuitError) -> BitCircuit {
    try BitCircuit(lutSize: lutSize, inputCount: inputCount, nodes: nodes, parts: parts, outputs: outputs)
  }
}

/// A function of at most 6 wires.
public struct SmallTable: Hashable, Sendable {
  /// The wires, the lowest address bit first.
  public var inputs: [Int]
  /// A bit for each row; 0 above the last.
  public var mask: UInt64

  /// Puts both together; bits above the last row are ignored.
  ///
  /// - Precondition: at most 6 inputs.
  public init(inputs: [Int], mask: UInt64) {
    precondition(inputs.count <= 6, "a table of \(inputs.count) inputs")
    self.inputs = inputs
    self.mask = inputs.count == 6 ? mask : mask & ((1 << (1 << UInt64(inputs.count))) - 1)
  }

  /// For each of 6 inputs the rows in which it is 1.
  public static let variables: [UInt64] = [
    0xAAAA_AAAA_AAAA_AAAA, 0xCCCC_CCCC_CCCC_CCCC, 0xF0F0_F0F0_F0F0_F0F0, 0xFF00_FF00_FF00_FF00, 0xFFFF_0000_FFFF_0000,
    0xFFFF_FFFF_0000_0000,
  ]

  /// The rows in which input `index` is 0, and those in which it is 1, each as a table of the others.
  public func cofactors(_ index: Int) -> (low: UInt64, high: UInt64) {
    var (low, high, place) = (UInt64(0), UInt64(0), UInt64(0))
    for row in 0..<1 << inputs.count where row >> index & 1 == 0 {
      low |= (mask >> UInt64(row) & 1) << place
      high |= (mask >> UInt64(row | 1 << index) & 1) << place
      place += 1
    }
    return (low, high)
  }

  /// Whether it is its one input.
  public var isWire: Bool { inputs.count == 1 && mask == 0b10 }

  /// Reads the complement of an input instead of the input.
  public mutating func complement(_ index: Int) {
    let (shift, ones) = (UInt64(1 << index), Self.variables[index])
    self = SmallTable(inputs: inputs, mask: (mask & ones) >> shift | (mask << shift) & ones)
  }

  /// The same function without constants, inputs that do not matter, and double inputs; the inputs in ascending order.
  public mutating func simplify() {
    for index in inputs.indices.reversed() {
      let (low, high) = cofactors(index)
      if inputs[index] == BitCircuit.zero || low == high {
        (inputs, mask) = (inputs.removing(index), low)
      } else if inputs[index] == BitCircuit.one {
        (inputs, mask) = (inputs.removing(index), high)
      } else if let other = inputs[..<index].firstIndex(of: inputs[index]) {
        // Where they are the same wire, the upper one is what the lower one is.
        var merged: UInt64 = 0
        for row in 0..<UInt64(1 << (inputs.count - 1)) {
          merged |= ((row >> UInt64(other) & 1 == 0 ? low : high) >> row & 1) << row
        }
        (inputs, mask) = (inputs.removing(index), merged)
      }
    }
    // A merged input may not matter any more.
    for index in inputs.indices.reversed() {
      let (low, high) = cofactors(index)
      if low == high { (inputs, mask) = (inputs.removing(index), low) }
    }
    let order = inputs.indices.sorted { inputs[$0] < inputs[$1] }
    guard order != Array(inputs.indices) else { return }
    var sorted: UInt64 = 0
    for row in 0..<1 << inputs.count {
      let source = order.enumerated().reduce(0) { $0 | (row >> $1.offset & 1) << $1.element }
      sorted |= (mask >> UInt64(source) & 1) << UInt64(row)
    }
    (inputs, mask) = (order.map { inputs[$0] }, sorted)
  }
}

extension [Int] {
  fileprivate func removing(_ index: Int) -> [Int] {
    var copy = self
    copy.remove(at: index)
    return copy
  }
}
