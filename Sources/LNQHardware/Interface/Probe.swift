/// A wire inside a design that carries the output of one cell of the netlist.
public struct Probe: Hashable, Sendable {
  /// The index of the wire in the netlist, which knows its format and its place.
  public let wire: Int
  /// The hierarchical name below the top module: `u_layer1.n3`.
  public let path: String
  /// The number of bits.
  public let width: Int

  /// Puts the parts together.
  public init(wire: Int, path: String, width: Int) {
    self.wire = wire
    self.path = path
    self.width = width
  }
}

extension Netlist {
  /// Where the value of every cell can be seen inside the printed design, in topological order.
  public var probes: [Probe] {
    let partition = NetlistPartition(self)
    return cells.enumerated().compactMap { index, instance in
      // A layer that gives nothing to others is not printed.
      guard instance.module == 0 || !partition.parts[instance.module].outputs.isEmpty else { return nil }
      let prefix = instance.module == 0 ? "" : "u_\(partition.moduleNames[instance.module])."
      return Probe(
        wire: firstCellWire + index, path: prefix + instance.wire.name, width: instance.wire.format.width)
    }
  }
}

/// A netlist, and where the values of its wires can be seen inside a design.
public struct ProbedNetlist: Hashable, Sendable {
  /// What computes the values.
  public let netlist: Netlist
  /// In topological order.
  public let probes: [Probe]

  /// A netlist as it is printed.
  public init(_ netlist: Netlist) { (self.netlist, probes) = (netlist, netlist.probes) }

  /// A netlist whose codes can be seen in a circuit that was mapped from it.
  public init(_ netlist: Netlist, in circuit: BitCircuit) {
    let names = CircuitNames(circuit, netlist)
    var wires: [String: Int] = [:]
    for wire in netlist.firstCellWire..<netlist.wireCount {
      wires["\(netlist.module(ofWire: wire)) \(netlist.name(ofWire: wire))"] = wire
    }
    self.netlist = netlist
    probes = zip(circuit.parts, names.codes).compactMap { part, name in
      guard let name, let wire = wires["\(part.module) \(part.name)"] else { return nil }
      return Probe(wire: wire, path: name, width: part.outputs.count)
    }
  }

  /// A netlist whose neurons and class can be seen in any circuit that is mapped from it.
  public init(codesOf netlist: Netlist) {
    let wires = (netlist.firstCellWire..<netlist.wireCount).filter { wire in
      switch netlist.place(ofWire: wire) {
      case .neuron, .classIndex: true
      case .input, .valid, .part, .sum, .later: false
      }
    }
    let names = CircuitNames.codes(
      wires.map { (netlist.name(ofWire: $0), netlist.module(ofWire: $0)) }, of: netlist)
    self.netlist = netlist
    probes = zip(wires, names).map { Probe(wire: $0, path: $1, width: netlist.format(ofWire: $0).width) }
  }
}
