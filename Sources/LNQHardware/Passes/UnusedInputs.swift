import LNQTables

extension Netlist {
  /// The same function with lookups that read only wires on which they depend.
  public func removingUnusedInputs() throws(NetlistError) -> Netlist {
    try rewriting { _, instance, builder in
      guard case .lookup(let table, let inputs) = instance.cell else { return builder.add(instance) }
      let widths = inputs.map { builder.format(ofWire: $0, in: self).width }
      let (smaller, kept) = builder.tables[table].removingUnusedInputs(inputs, widths: widths)
      guard kept.count < inputs.count else { return builder.add(instance) }
      return builder.add(.lookup(table: builder.table(smaller), inputs: kept), instance.wire, module: instance.module)
    }
  }
}
