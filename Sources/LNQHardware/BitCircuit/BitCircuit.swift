/// The rung of bits: small tables, full adders and flip-flops between wires of one bit.
///
/// **Wires.** 0 carries the constant 0, wire 1 the constant 1; the inputs follow, then one wire for each node, in order. A
/// node reads only wires with smaller numbers, so there are no combinational loops.
///
/// **Nodes.** A LUT has at most `lutSize` inputs and a mask: bit r is its value when the inputs, the first lowest, are the bits
/// of r. A full adder is two nodes with the same three inputs, `sum` and `carry`; one of them may be left out. A flip-flop shows
/// what it read in the cycle before, 0 in the first cycle and, with `reset`, while `rst_ni` is low.
///
/// **Parts.** Each node belongs to a part, which computes one code of the netlist that was mapped: a cut point, at which a proof
/// and a simulation compare. A bit of a code may be the complement of a wire, so that parts share it, and it may be no wire at all
/// where the LUTs that would read it do without it: then the code is no cut point. Parts follow one another; the outputs of the
/// last ones are the ports'.
public struct BitCircuit: Hashable, Sendable {
  /// What drives a wire.
  public enum Node: Hashable, Sendable {
    /// A table of 0...`lutSize` inputs.
    case lut([Int], mask: UInt64)
    /// The lower bit of the sum of three bits.
    case sum(Int, Int, Int)
    /// The upper bit of the sum of three bits, on a carry chain.
    case carry(Int, Int, Int)
    /// One cycle of delay.
    case flipFlop(Int, reset: Bool)

    /// The wires that it reads, in order.
    public var inputs: [Int] {
      switch self {
      case .lut(let inputs, _): inputs
      case .sum(let a, let b, let c), .carry(let a, let b, let c): [a, b, c]
      case .flipFlop(let input, _): [input]
      }
    }

    /// The same node on other wires.
    public func mappingInputs(_ map: (Int) -> Int) -> Node {
      switch self {
      case .lut(let inputs, let mask): .lut(inputs.map(map), mask: mask)
      case .sum(let a, let b, let c): .sum(map(a), map(b), map(c))
      case .carry(let a, let b, let c): .carry(map(a), map(b), map(c))
      case .flipFlop(let input, let reset): .flipFlop(map(input), reset: reset)
      }
    }
  }

  /// A wire, or its complement.
  public struct Literal: Hashable, Sendable {
    /// The wire.
    public let wire: Int
    /// Whether it is the complement.
    public let isInverted: Bool

    /// Puts both together.
    public init(_ wire: Int, isInverted: Bool = false) { (self.wire, self.isInverted) = (wire, isInverted) }
  }

  /// Nodes that compute one code.
  public struct Part: Hashable, Sendable {
    /// The name of the wire of the netlist, `n3`, and the module that it belongs to.
    public let name: String
    /// An index into the netlist's modules.
    public let module: Int
    /// What the code is.
    public let place: Netlist.Place
    /// Its nodes, as indices into `nodes`.
    public let nodes: Range<Int>
    /// The code's bits, the lowest first. Their wires may be those of other parts, of inputs, or constants; nil where no wire
    /// carries the bit.
    public let outputs: [Literal?]
    /// Why it computes a code of more bits than can be tried; nil for others.
    public let certificate: Certificate?

    /// Puts the parts together.
    public init(
      name: String, module: Int, place: Netlist.Place, nodes: Range<Int>, outputs: [Literal?],
      certificate: Certificate? = nil
    ) {
      (self.name, self.module, self.place, self.nodes, self.outputs) = (name, module, place, nodes, outputs)
      self.certificate = certificate
    }

    /// The code's bits; nil where not all of them are wires.
    public var code: [Literal]? {
      let bits = outputs.compactMap(\.self)
      return bits.count == outputs.count ? bits : nil
    }
  }

  /// The wire that is always 0.
  public static let zero = 0
  /// The wire that is always 1.
  public static let one = 1
  /// The wire of the first input.
  public static let firstInput = 2

  /// The sizes of LUTs that there are.
  public static let lutSizes = 3...6

  /// K, how many inputs a LUT has at most.
  public let lutSize: Int
  /// How many wires come in.
  public let inputCount: Int
  /// The nodes in topological order.
  public let nodes: [Node]
  /// Consecutive groups of all nodes.
  public let parts: [Part]
  /// The wires that go out.
  public let outputs: [Int]

  /// Checks that the parts fit as described above.
  ///
  /// - Throws: `BitCircuitError` with the node that breaks a rule.
  public init(
    lutSize: Int, inputCount: Int, nodes: [Node], parts: [Part], outputs: [Int]
  ) throws(BitCircuitError) {
    (self.lutSize, self.inputCount, self.nodes, self.parts, self.outputs) = (lutSize, inputCount, nodes, parts, outputs)
    try checkInvariants()
  }

  /// The wire of the first node.
  public var firstNodeWire: Int { Self.firstInput + inputCount }
  /// What drives a wire; nil for constants and inputs.
  public func node(ofWire wire: Int) -> Node? { wire >= firstNodeWire ? nodes[wire - firstNodeWire] : nil }
  /// How many wires there are.
  public var wireCount: Int { firstNodeWire + nodes.count }
}

extension BitCircuit {
  private func checkInvariants() throws(BitCircuitError) {
    guard Self.lutSizes.contains(lutSize) else { throw .lutSize(lutSize) }
    for (index, node) in nodes.enumerated() {
      for input in node.inputs where !(0..<firstNodeWire + index).contains(input) {
        throw .node(index, "it reads wire \(input), which does not come before it")
      }
      guard case .lut(let inputs, let mask) = node else { continue }
      guard inputs.count <= lutSize else {
        throw .node(index, "a LUT of \(inputs.count) inputs; the most is \(lutSize)")
      }
      guard inputs.count == 6 || mask >> (1 << inputs.count) == 0 else {
        throw .node(index, "a mask with bits above its \(1 << inputs.count) rows")
      }
    }
    var end = 0
    for part in parts {
      guard part.nodes.lowerBound == end, part.nodes.upperBound <= nodes.count else {
        throw .part(part.name, "its nodes \(part.nodes) do not follow those before it")
      }
      end = part.nodes.upperBound
      for wire in part.outputs.compactMap({ $0?.wire }) where !(0..<firstNodeWire + end).contains(wire) {
        throw .part(part.name, "wire \(wire) does not come before its end")
      }
    }
    guard end == nodes.count else { throw .node(end, "it belongs to no part") }
    for output in outputs where !(0..<wireCount).contains(output) {
      throw .part("output", "wire \(output) does not exist")
    }
  }
}

/// What can be wrong with a circuit of bits.
public enum BitCircuitError: Error, Equatable, Sendable {
  /// LUTs of a size that is not among `BitCircuit.lutSizes`.
  case lutSize(Int)
  /// A node, by its index, that breaks a rule of `BitCircuit`.
  case node(Int, String)
  /// A part that breaks a rule of `BitCircuit`.
  case part(String, String)
  /// A code that is a function of a sum of more different values than can be mapped.
  case sumTooWide(String, count: Int)
}

extension BitCircuitError: CustomStringConvertible {
  /// One sentence: where, and what.
  public var description: String {
    switch self {
    case .lutSize(let size): "LUTs of \(size) inputs: choose 3, 4, 5 or 6"
    case .node(let index, let problem): "node \(index): \(problem)"
    case .part(let name, let problem): "part \(name): \(problem)"
    case .sumTooWide(let place, let count):
      "\(place): it has \(count) different values, which are too many to be mapped: quantize with fewer --part-fraction-bits or "
        + "fewer bits"
    }
  }
}
