extension Netlist {
  /// The same function without the cells that reach no output port.
  ///
  /// Lowering makes none of them; other passes may, and so may a netlist that was put together by hand. Every cell that stays
  /// keeps its name, and the latency stays. A table that nothing reads any more stays too: it is not printed.
  public func removingDeadCells() throws(NetlistError) -> Netlist {
    var isLive = [Bool](repeating: false, count: wireCount)
    for wire in ports.wires { isLive[wire] = true }
    // A cell reads only wires before it, so one way back through the cells finds all.
    for (index, instance) in cells.enumerated().reversed() where isLive[firstCellWire + index] {
      for input in instance.cell.inputs { isLive[input] = true }
    }
    return try rewriting { wire, instance, builder in isLive[wire] ? builder.add(instance) : nil }
  }
}
