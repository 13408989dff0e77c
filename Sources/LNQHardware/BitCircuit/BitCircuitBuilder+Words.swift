/// Words of wires, the lowest bit first: what definitions and other people's netlists are made of. LUTs of three inputs do.
extension BitCircuitBuilder {
  /// One of `choices`, the one whose number `inputs` carry, the first lowest.
  ///
  /// - Precondition: there are 2^`inputs.count` choices.
  public mutating func select(_ choices: ArraySlice<Int>, by inputs: ArraySlice<Int>) -> Int {
    let first = choices[choices.startIndex]
    guard choices.contains(where: { $0 != first }) else { return first }
    if inputs.count <= lutSize, choices.allSatisfy({ $0 < BitCircuit.firstInput }) {
      return lut(Array(inputs), mask: choices.reversed().reduce(0) { $0 << 1 | UInt64($1) })
    }
    let middle = choices.startIndex + choices.count / 2
    let low = select(choices[..<middle], by: inputs.dropLast())
    let high = select(choices[middle...], by: inputs.dropLast())
    return choose(inputs[inputs.endIndex - 1], high, else: low)
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
