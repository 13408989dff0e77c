import LNQFixedPoint
import LNQTables

extension BitCircuit {
  /// What wires of a netlist compute of other ones, cell by cell and with no thought of size: what a circuit is compared with.
  ///
  /// The inputs are the bits of `inputs`, the first one's lowest bit first; the outputs those of `wires`. A table is a tree of
  /// multiplexers, a sum a chain of adders, a requantization and an argmax what `rtl/` says.
  ///
  /// - Throws: `BitCircuitError`, which is a bug.
  /// - Precondition: no register lies between, and every path from `wires` ends in `inputs`.
  public init(defining wires: [Int], of netlist: Netlist, from inputs: [Int]) throws(BitCircuitError) {
    let inputBits = netlist.inputBits(of: inputs)
    var words = Dictionary(zip(inputs, inputBits)) { _, last in last }
    var (needed, stack) = (Set<Int>(), wires)
    while let wire = stack.popLast() {
      guard words[wire] == nil, needed.insert(wire).inserted else { continue }
      precondition(wire >= netlist.firstCellWire, "\(netlist.name(ofWire: wire)) comes from outside")
      stack += netlist.cells[wire - netlist.firstCellWire].cell.inputs
    }
    var builder = BitCircuitBuilder(lutSize: 3, inputCount: inputBits.joined().count)
    for wire in needed.sorted() {
      let word = builder.word(netlist.cells[wire - netlist.firstCellWire].cell, netlist, of: wire) { words[$0] ?? [] }
      words[wire] = word
      builder.endPart(
        netlist.name(ofWire: wire), module: netlist.module(ofWire: wire), place: netlist.place(ofWire: wire),
        outputs: word.map { Literal($0) })
    }
    self = try builder.circuit(outputs: wires.flatMap { words[$0] ?? [] })
  }
}

extension BitCircuitBuilder {
  /// The bits of what a cell drives.
  fileprivate mutating func word(
    _ cell: Netlist.Cell, _ netlist: Netlist, of wire: Int, _ words: (Int) -> [Int]
  ) -> [Int] {
    let format = netlist.format(ofWire: wire)
    func extended(_ wire: Int, to width: Int) -> [Int] {
      let word = words(wire)
      let top = netlist.format(ofWire: wire).isSigned ? word.last ?? BitCircuit.zero : BitCircuit.zero
      return word + Array(repeating: top, count: width - word.count)
    }
    switch cell {
    case .lookup(let table, let inputs):
      let (table, address) = (netlist.tables[table], inputs.flatMap(words))
      return (0..<format.width).map { bit in
        let choices = (0..<table.rowCount).map { Int(table.bitPattern(at: $0) >> UInt32(bit) & 1) }
        return select(choices, by: address)
      }
    case .sum(let inputs):
      return inputs.dropFirst().reduce(extended(inputs[0], to: format.width)) {
        sum($0, extended($1, to: format.width))
      }
    case .requantize(let input, let requantization):
      let width = max(netlist.format(ofWire: input).width, format.width + requantization.shift) + 2
      return requantized(extended(input, to: width), requantization)
    case .argmax(let inputs):
      let codes = inputs.map { wire -> [Int] in
        var word = words(wire)
        // With the sign turned round, two's complement codes are in the order of unsigned numbers.
        if netlist.format(ofWire: wire).isSigned, let sign = word.popLast() { word.append(lut([sign], mask: 0b01)) }
        return word
      }
      return largest(codes, indexWidth: format.width)
    case .register: preconditionFailure("a definition of a netlist with registers")
    }
  }

  /// Rounded half up, shifted, and saturated; `word` has two more bits than anything needs.
  private mutating func requantized(_ word: [Int], _ requantization: Requantization) -> [Int] {
    let (shift, output) = (requantization.shift, requantization.output)
    let half = word.indices.map { $0 == shift - 1 ? BitCircuit.one : BitCircuit.zero }
    let rounded = Array(sum(word, half).dropFirst(shift))
    let sign = rounded[rounded.count - 1]
    // Whether it does not fit: a higher bit is other than the sign, or than 0.
    let lost = rounded.dropFirst(output.isSigned ? output.width - 1 : output.width).reduce(BitCircuit.zero) {
      output.isSigned ? lut([$0, $1, sign], mask: 0xBE) : lut([$0, $1], mask: 0xE)
    }
    return rounded.prefix(output.width).enumerated().map { bit, wire in
      lut([wire, lost, sign], mask: output.isSigned && bit == output.width - 1 ? 0xE2 : 0x2E)
    }
  }

  /// The index of the largest code; among equals, the lowest.
  private mutating func largest(_ codes: [[Int]], indexWidth: Int) -> [Int] {
    var best = codes[0]
    var index = Array(repeating: BitCircuit.zero, count: indexWidth)
    for (number, code) in codes.enumerated().dropFirst() {
      let isMore = isLess(best, code)
      best = zip(best, code).map { choose(isMore, $1, else: $0) }
      index = index.enumerated().map { bit, wire in
        choose(isMore, number >> bit & 1 == 1 ? BitCircuit.one : BitCircuit.zero, else: wire)
      }
    }
    return index
  }
}
