import LNQHardware

/// The codes of a netlist that a circuit has, and of which of them a code is a function.
///
/// A LUT may know of its inputs what the codes nearest to it do not say: that they depend on each other, or what a bit was made
/// of. Then the function of the nearest codes is not what it computes, and that of codes further back is.
struct CodeWindows {
  private let netlist: Netlist
  /// For each wire of the netlist whether the circuit has its code.
  private let isThere: [Bool]

  init(_ netlist: Netlist, isThere: [Bool]) { (self.netlist, self.isThere) = (netlist, isThere) }

  /// How many bits a window can have that is not the first.
  static let bitLimit = 16

  /// The nearest codes that a code is a function of.
  func reads(of wire: Int) -> [Int] {
    guard wire >= netlist.firstCellWire else { return [wire] }
    var (found, seen) = (Set<Int>(), Set<Int>())
    var stack = netlist.cells[wire - netlist.firstCellWire].cell.inputs
    while let wire = stack.popLast() {
      guard seen.insert(wire).inserted else { continue }
      if isThere[wire] {
        found.insert(wire)
      } else {
        stack += netlist.cells[wire - netlist.firstCellWire].cell.inputs
      }
    }
    return found.sorted()
  }

  /// The given codes, then ever more distant ones: in each step one code is replaced by those that it is a function of, the one
  /// that adds the fewest bits.
  ///
  /// - Parameter limit: how many bits those after the first can have.
  func windows(from first: [Int], bitsAtMost limit: Int = Self.bitLimit) -> [[Int]] {
    var windows = [first]
    while let codes = windows.last {
      var best: (bits: Int, codes: [Int])?
      for code in codes where code >= netlist.firstCellWire {
        let next = Set(codes).subtracting([code]).union(reads(of: code))
        let bits = bits(of: next)
        if bits <= limit, bits < best?.bits ?? .max { best = (bits, next.sorted()) }
      }
      guard let best else { break }
      windows.append(best.codes)
    }
    return windows
  }

  private func bits(of codes: Set<Int>) -> Int { codes.reduce(0) { $0 + netlist.format(ofWire: $1).width } }
}

/// The comparison of a code with what a circuit has of it, for all rows of other codes.
struct CodeCheck {
  let netlist: Netlist
  /// Without registers.
  let circuit: BitCircuit
  /// For each wire of the netlist its bits in the circuit; nil for what is not there.
  let bits: [[BitCircuit.Literal]?]
  /// Of some codes the bits of those that can occur: the circuit may be wrong in the others.
  var patterns: [Int: Set<Int>] = [:]

  /// The codes that are there.
  var windows: CodeWindows { CodeWindows(netlist, isThere: bits.map { $0 != nil }) }

  /// What is found in the first window in which a code is right; if there is none, in the first one.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  func evidence(
    of wire: Int, _ own: [BitCircuit.Literal], in windows: [[Int]]
  ) throws(BitCircuitError) -> (evidence: EquivalenceProof.Evidence, window: [Int]) {
    var first: (EquivalenceProof.Evidence, [Int])?
    for window in windows {
      let found = try evidence(of: wire, own, for: window)
      if case .rows = found { return (found, window) }
      // Where the circuit reads more than the window, a wider one may show a difference.
      if first == nil { first = (found, window) } else if case .open? = first?.0 { first = (found, window) }
    }
    return first ?? (.open(bits: 0), [])
  }

  private func evidence(
    of wire: Int, _ own: [BitCircuit.Literal], for window: [Int]
  ) throws(BitCircuitError) -> EquivalenceProof.Evidence {
    let count = window.reduce(0) { $0 + netlist.format(ofWire: $1).width }
    guard let rows = try differences(of: wire, own, for: window) else { return .open(bits: count) }
    for word in rows.first?.indices ?? 0..<0 {
      guard let output = rows.firstIndex(where: { $0[word] != 0 }) else { continue }
      let row = word * 64 + rows[output][word].trailingZeroBitCount
      return .different(
        .init(output: output, codes: netlist.codes(of: window, inRow: row), problem: "bit \(output) is wrong"))
    }
    return .rows(1 << count)
  }

  /// For each bit of a code the rows of a window in which it is wrong; nil when the circuit reads something else, or the window
  /// has more than 20 bits.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  func differences(
    of wire: Int, _ own: [BitCircuit.Literal], for window: [Int]
  ) throws(BitCircuitError) -> [[UInt64]]? {
    let inputs = window.flatMap { bits[$0] ?? [] }
    let cone = Cone(circuit)
    guard inputs.count <= EquivalenceProof.rowLimit, let values = cone.values(of: own.map(\.wire), inputs: inputs)
    else { return nil }
    let definition = try BitCircuit(defining: [wire], of: netlist, from: window)
    guard
      let expected = Cone(definition).values(
        of: definition.outputs, inputs: inputs.indices.map { BitCircuit.firstInput + $0 })
    else { return nil }
    var possible = cone.possible(inputs)
    var place = 0
    for wire in window {
      let (low, width) = (place, netlist.format(ofWire: wire).width)
      place += width
      guard let patterns = patterns[wire] else { continue }
      for row in 0..<1 << inputs.count where !patterns.contains(row >> low & ((1 << width) - 1)) {
        possible[row >> 6] &= ~(1 << UInt64(row & 63))
      }
    }
    return zip(own, zip(values, expected)).map { literal, values in
      possible.indices.map { (values.0[$0] ^ literal.flip ^ values.1[$0]) & possible[$0] }
    }
  }
}
