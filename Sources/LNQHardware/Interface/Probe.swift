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
