/// Which cycle each wire of a circuit with flip-flops belongs to, and whether all bits that meet belong to one sample.
///
/// In a circuit that takes a sample each cycle every node has to read bits of the same sample: as many flip-flops lie behind
/// each of its inputs. The outputs come `latency` cycles after the inputs, with `valid` on a chain of flip-flops that the reset
/// clears.
public struct BitTiming: Hashable, Sendable {
  /// Bits of different samples that meet, or a wrong chain.
  public struct Fault: Hashable, Sendable {
    /// The part that has it, as an index into `BitCircuit.parts`.
    public let part: Int
    /// What is wrong, in words.
    public let problem: String
  }

  /// For each wire how many flip-flops lie between it and the inputs; nil for what is constant.
  public let cycles: [Int?]
  /// How many cycles after a sample its result comes out: the flip-flops between the last input, `valid`, and the last output.
  public let latency: Int
  /// What is wrong, in the order of the nodes.
  public let faults: [Fault]

  /// Follows every wire from the inputs.
  ///
  /// - Precondition: the last input and the last output are `valid`.
  public init(_ circuit: BitCircuit) {
    var cycles: [Int?] = [nil, nil] + Array(repeating: 0, count: circuit.inputCount)
    var faults: [Fault] = []
    func fault(_ part: Int, _ problem: String) { faults.append(Fault(part: part, problem: problem)) }
    for (number, part) in circuit.parts.enumerated() {
      for index in part.nodes {
        let node = circuit.nodes[index]
        let read = node.inputs.compactMap { cycles[$0] }
        if case .flipFlop = node {
          cycles.append(read.first.map { $0 + 1 })
          continue
        }
        cycles.append(read.max())
        if let first = read.min(), let last = read.max(), first < last {
          fault(
            number, "w\(index) reads bits of the cycles \(first) and \(last): a register is missing, or one is too many"
          )
        }
      }
    }
    let valid = Self.chain(to: circuit.outputs.last ?? BitCircuit.zero, in: circuit)
    latency = cycles[circuit.outputs.last ?? BitCircuit.zero] ?? 0
    let last = max(0, circuit.parts.count - 1)
    if !valid { fault(last, "valid_o is not valid_i behind registers with a reset") }
    for (bit, wire) in circuit.outputs.enumerated() {
      guard let cycle = cycles[wire], cycle != latency else { continue }
      fault(
        circuit.part(ofWire: wire) ?? last,
        "output bit \(bit) comes after \(cycle) cycles, valid_o after \(latency): a register is missing, or one is too many"
      )
    }
    (self.cycles, self.faults) = (cycles, faults)
  }

  /// Whether a wire is the last input behind flip-flops with a reset alone.
  private static func chain(to wire: Int, in circuit: BitCircuit) -> Bool {
    var wire = wire
    while wire >= circuit.firstNodeWire,
      case .flipFlop(let input, reset: true) = circuit.nodes[wire - circuit.firstNodeWire]
    {
      wire = input
    }
    return wire == circuit.firstNodeWire - 1
  }
}

extension BitCircuit {
  /// Clock cycles from input to output.
  public var latency: Int { BitTiming(self).latency }

  /// The part that a wire's node belongs to; nil for constants and inputs.
  func part(ofWire wire: Int) -> Int? {
    let index = wire - firstNodeWire
    return index < 0 ? nil : parts.firstIndex { $0.nodes.contains(index) }
  }

  /// The function alone: every flip-flop is the wire that it reads. Parts that only delay inputs go with their flip-flops.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  public func withoutRegisters() throws(BitCircuitError) -> BitCircuit {
    var wires = Array(0..<firstNodeWire)
    var (nodes, parts) = ([Node](), [Part]())
    for part in self.parts {
      let start = nodes.count
      for index in part.nodes {
        if case .flipFlop(let input, _) = self.nodes[index] {
          wires.append(wires[input])
        } else {
          nodes.append(self.nodes[index].mappingInputs { wires[$0] })
          wires.append(firstNodeWire + nodes.count - 1)
        }
      }
      guard !part.place.isLater else { continue }
      parts.append(
        Part(
          name: part.name, module: part.module, place: part.place, nodes: start..<nodes.count,
          outputs: part.outputs.map { bit in bit.map { Literal(wires[$0.wire], isInverted: $0.isInverted) } },
          certificate: part.certificate?.mappingWires { wires[$0] }))
    }
    return try BitCircuit(
      lutSize: lutSize, inputCount: inputCount, nodes: nodes, parts: parts, outputs: outputs.map { wires[$0] })
  }
}
