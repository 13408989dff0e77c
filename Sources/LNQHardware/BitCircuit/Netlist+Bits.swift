extension Netlist {
  /// The wires of a circuit whose inputs are the bits of some wires of the netlist, the first one's lowest bit first.
  ///
  /// - Returns: for each of `wires` its bits, the lowest first.
  public func inputBits(of wires: some Sequence<Int>) -> [[Int]] {
    var next = BitCircuit.firstInput
    return wires.map { wire in
      defer { next += format(ofWire: wire).width }
      return Array(next..<next + format(ofWire: wire).width)
    }
  }

  /// The codes of wires when a row of a table that they address, the first one in its lowest bits, is looked up.
  public func codes(of wires: [Int], inRow row: Int) -> [Int] {
    var place = 0
    return wires.map { wire in
      let format = format(ofWire: wire)
      defer { place += format.width }
      return format.code(ofBitPattern: UInt32(truncatingIfNeeded: row >> place))
    }
  }
}
