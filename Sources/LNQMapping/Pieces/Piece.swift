import LNQHardware

/// A piece of circuit that computes one code: nodes without flip-flops between some bits and the code's bits.
///
/// What mapping methods give. The wires are numbered as in `BitCircuit`: two constants, the inputs, the nodes.
public struct Piece: Hashable, Sendable {
  /// K, how many inputs a LUT has at most.
  public let lutSize: Int
  /// How many bits go in.
  public let inputCount: Int
  /// The nodes in topological order.
  public let nodes: [BitCircuit.Node]
  /// The wires of the code's bits, the lowest first.
  public let outputs: [Int]
  /// Which method found it: `cover`, `thresholds`, `compressors`, ….
  public let method: String
  /// Why it computes a code of many bits; nil for a function of few.
  public private(set) var certificate: Certificate?

  /// What a builder has made, without the nodes that reach no output.
  public init(_ builder: BitCircuitBuilder, outputs: [Int], method: String, certificate: Certificate? = nil) {
    let first = BitCircuit.firstInput + builder.inputCount
    var isLive = [Bool](repeating: false, count: builder.nodes.count)
    func mark(_ wires: [Int]) { for wire in wires where wire >= first { isLive[wire - first] = true } }
    mark(outputs)
    // What a certificate speaks of stays, though no output may need the highest bit of a sum that never is so large.
    mark(certificate?.wires ?? [])
    for index in builder.nodes.indices.reversed() where isLive[index] { mark(builder.nodes[index].inputs) }
    var wires = Array(0..<first)
    var nodes: [BitCircuit.Node] = []
    for (index, node) in builder.nodes.enumerated() {
      wires.append(first + nodes.count)
      if isLive[index] { nodes.append(node.mappingInputs { wires[$0] }) }
    }
    lutSize = builder.lutSize
    inputCount = builder.inputCount
    self.nodes = nodes
    self.outputs = outputs.map { wires[$0] }
    self.method = method
    self.certificate = certificate?.mappingWires { wires[$0] }
  }

  /// The same nodes, free to be changed.
  var withoutCertificate: Piece {
    var copy = self
    copy.certificate = nil
    return copy
  }

  /// How many LUTs it has; bits of carry chains count as one each.
  public var cost: Int { nodes.count }

  /// Builds the piece on other wires, and gives those of the code's bits.
  public func instantiated(on inputs: [Int], in builder: inout BitCircuitBuilder) -> [Int] {
    let wires = allWires(on: inputs.map { Literal($0) }, inverts: false, in: &builder)
    return outputs.map { wires[$0].wire }
  }

  typealias Literal = BitCircuit.Literal

  /// Builds the piece on other wires, and gives that of each of its own.
  ///
  /// - Parameter inverts: whether wires may become complements. Without it only inputs are, where they are complements.
  func allWires(on inputs: [Literal], inverts: Bool, in builder: inout BitCircuitBuilder) -> [Literal] {
    precondition(inputs.count == inputCount, "\(inputs.count) wires for \(inputCount) inputs")
    var wires = [Literal(BitCircuit.zero), Literal(BitCircuit.one)] + inputs
    for node in nodes {
      switch node {
      case .lut(let inputs, let mask):
        let literal = builder.literal(inputs.map { wires[$0] }, mask: mask)
        wires.append(inverts ? literal : Literal(builder.wire(literal)))
      default:
        wires.append(Literal(builder.add(node.mappingInputs { builder.wire(wires[$0]) })))
      }
    }
    return wires
  }

  /// What it computes, for every row.
  public var function: BitFunction {
    let values = allRows
    return BitFunction(
      inputCount: inputCount,
      outputs: outputs.map { wire in
        inputCount >= 6 ? values[wire] : values[wire].map { $0 & ((1 << (1 << UInt64(inputCount))) - 1) }
      })
  }

  /// For each wire a bit for each row.
  private var allRows: [[UInt64]] {
    let words = BitFunction.wordCount(inputCount: inputCount)
    var values: [[UInt64]] = [Array(repeating: 0, count: words), Array(repeating: .max, count: words)]
    for input in 0..<inputCount {
      values.append(
        (0..<words).map { input < 6 ? SmallTable.variables[input] : $0 >> (input - 6) & 1 == 1 ? .max : 0 })
    }
    for node in nodes {
      values.append((0..<words).map { word in node.value { values[$0][word] } })
    }
    return values
  }

  /// Whether it gives the function's bits in every row that matters: the proof of the piece.
  public func computes(_ function: BitFunction) -> Bool { firstDifference(from: function) == nil }

  /// The first row that matters in which it differs, and an output bit that does.
  public func firstDifference(from function: BitFunction) -> (row: Int, output: Int)? {
    precondition(function.inputCount == inputCount && function.outputs.count == outputs.count, "another function")
    let own = self.function
    for word in own.outputs.first?.indices ?? 0..<0 {
      for output in outputs.indices {
        let difference = (own.outputs[output][word] ^ function.outputs[output][word]) & (function.care?[word] ?? .max)
        if difference != 0 { return (word * 64 + difference.trailingZeroBitCount, output) }
      }
    }
    return nil
  }
}
