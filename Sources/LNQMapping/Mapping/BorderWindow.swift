import LNQHardware

/// The wires of a circuit that are functions of some codes, for all rows of those that can occur.
struct BorderWindow {
  /// The wires, in order.
  let wires: [Int]
  /// How many words the values of one have.
  let words: Int
  /// `words` words for each of `wires`.
  private let values: [UInt64]
  /// For each wire of the circuit its place in `wires`, or -1.
  private let places: [Int32]
  /// The rows: with fewer than 6 codes' bits not all bits of a word.
  let rows: UInt64

  /// Evaluates what can be computed of the bits of codes.
  ///
  /// - Parameters:
  ///   - tables: for each node its table; nil for what is gone, or is no LUT.
  ///   - readers: for each wire the nodes that read it.
  ///   - end: the first wire that is not looked at.
  init(of codes: [BitCircuit.Literal], _ tables: [SmallTable?], _ readers: [[Int]], first: Int, end: Int) {
    var isKnown = [Bool](repeating: false, count: first + tables.count)
    (isKnown[BitCircuit.zero], isKnown[BitCircuit.one]) = (true, true)
    var known = [BitCircuit.zero, BitCircuit.one]
    var variables: [Int] = []
    // A bit that the bits before it say is no variable.
    for wire in Set(codes.map(\.wire)).sorted() where !isKnown[wire] {
      variables.append(wire)
      var added = [wire]
      isKnown[wire] = true
      while let next = added.popLast() {
        known.append(next)
        for reader in readers[next] where !isKnown[first + reader] && first + reader < end {
          guard let table = tables[reader], table.inputs.allSatisfy({ isKnown[$0] }) else { continue }
          isKnown[first + reader] = true
          added.append(first + reader)
        }
      }
    }
    wires = known.sorted()
    words = BitFunction.wordCount(inputCount: variables.count)
    rows = variables.count < 6 ? (1 << (1 << UInt64(variables.count))) - 1 : .max
    let words = words
    var (places, values) = ([Int32](repeating: -1, count: first + tables.count), [UInt64]())
    values.reserveCapacity(wires.count * words)
    for (place, wire) in wires.enumerated() {
      places[wire] = Int32(place)
      if let variable = variables.firstIndex(of: wire) {
        values += (0..<words).map {
          variable < 6 ? SmallTable.variables[variable] : $0 >> (variable - 6) & 1 == 1 ? .max : 0
        }
      } else if wire < BitCircuit.firstInput {
        values += Array(repeating: wire == BitCircuit.zero ? 0 : .max, count: words)
      } else if let table = tables[wire - first] {
        let inputs = table.inputs.map { [places] in Int(places[$0]) * words }
        let own = SmallTable(inputs: Array(inputs.indices), mask: table.mask)
        for word in 0..<words { values.append(own.value { values[inputs[$0] + word] }) }
      }
    }
    (self.values, self.places) = (values, places)
  }

  /// Whether a wire is a function of the codes.
  func contains(_ wire: Int) -> Bool { places[wire] >= 0 }

  /// A word of a wire's values.
  func value(_ wire: Int, _ word: Int) -> UInt64 { values[Int(places[wire]) * words + word] }

  /// Rows of one combination of wires, in which a wire is 1 and in which it is 0.
  typealias Conflict = (on: [UInt64], off: [UInt64])

  /// The combinations of `inputs` that do not say what a wire is.
  func conflicts(of wire: Int, _ inputs: [Int]) -> [Conflict] {
    var cells: [Conflict] = [
      ((0..<words).map { value(wire, $0) & rows }, (0..<words).map { ~value(wire, $0) & rows })
    ]
    for input in inputs {
      var next: [Conflict] = []
      for cell in cells {
        for flip in [UInt64.max, 0] {
          let on = (0..<words).map { cell.on[$0] & (value(input, $0) ^ flip) }
          guard on.contains(where: { $0 != 0 }) else { continue }
          let off = (0..<words).map { cell.off[$0] & (value(input, $0) ^ flip) }
          if off.contains(where: { $0 != 0 }) { next.append((on, off)) }
        }
      }
      cells = next
      if cells.isEmpty { break }
    }
    return cells
  }

  /// Whether a wire tells the rows of every conflict apart.
  func separates(_ wire: Int, _ conflicts: [Conflict]) -> Bool {
    conflicts.allSatisfy { conflict in
      var (same, opposite) = (true, true)
      for word in 0..<words where same || opposite {
        let (value, on, off) = (value(wire, word), conflict.on[word], conflict.off[word])
        same = same && on & ~value == 0 && off & value == 0
        opposite = opposite && on & value == 0 && off & ~value == 0
      }
      return same || opposite
    }
  }

  /// A wire as a table of others that say what it is in all rows that can occur.
  func table(of wire: Int, _ inputs: [Int]) -> SmallTable {
    var mask: UInt64 = 0
    for word in 0..<words {
      var left = value(wire, word) & rows
      // Each row that is 1 sets a bit; others of the same combination go with it.
      while left != 0 {
        let bit = UInt64(left.trailingZeroBitCount)
        var (row, same) = (UInt64(0), UInt64.max)
        for (place, input) in inputs.enumerated() {
          let value = value(input, word)
          let isOne = value >> bit & 1
          row |= isOne << UInt64(place)
          same &= isOne == 1 ? value : ~value
        }
        mask |= 1 << row
        left &= ~same
      }
    }
    return SmallTable(inputs: inputs, mask: mask)
  }
}
