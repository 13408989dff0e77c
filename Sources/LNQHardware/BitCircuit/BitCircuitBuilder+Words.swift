/// Words of wires, the lowest bit first: what definitions and other people's netlists are made of. LUTs of three inputs do.
extension BitCircuitBuilder {
  /// One of `choices`, the one whose number `inputs` carry, the first lowest.
  ///
  /// - Precondition: there are 2^`inputs.count` choices.
  public mutating func select(_ choices: [Int], by inputs: [Int]) -> Int {
    var (level, rest) = (choices, inputs[...])
    if choices.allSatisfy({ $0 < BitCircuit.firstInput }) {
      let leaf = Array(inputs.prefix(lutSize))
      level = stride(from: 0, to: choices.count, by: 1 << leaf.count).map { start in
        var mask: UInt64 = 0
        for row in 0..<1 << leaf.count { mask |= UInt64(choices[start + row]) << UInt64(row) }
        return lut(leaf, mask: mask)
      }
      rest = rest.dropFirst(leaf.count)
    }
    for input in rest {
      level = stride(from: 0, to: level.count, by: 2).map { choose(input, level[$0 + 1], else: level[$0]) }
    }
    return level[0]
  }

  /// `yes` where `condition` carries 1, else `no`.
  public mutating func choose(_ condition: Int, _ yes: Int, else no: Int) -> Int {
    yes == no ? yes : lut([no, yes, condition], mask: 0xCA)
  }

  /// The sum of two words of one width, modulo 2^width.
  mutating func sum(_ a: [Int], _ b: [Int]) -> [Int] {
    var carry = BitCircuit.zero
    return zip(a, b).map { a, b in
      defer { carry = lut([a, b, carry], mask: 0xE8) }
      return lut([a, b, carry], mask: 0x96)
    }
  }

  /// Whether `a` is less than `b`, both unsigned and of one width.
  mutating func isLess(_ a: [Int], _ b: [Int]) -> Int {
    zip(a, b).reduce(BitCircuit.zero) { lut([$1.0, $1.1, $0], mask: 0xD4) }
  }
}
