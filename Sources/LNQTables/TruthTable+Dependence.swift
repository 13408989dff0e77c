extension TruthTable {
  /// Whether some row differs from the row with other address bits in `bits`.
  ///
  /// - Precondition: `bits` lies within the address.
  public func depends(on bits: Range<Int>) -> Bool {
    precondition(bits.lowerBound >= 0 && bits.upperBound <= addressWidth, "address bits \(bits) of \(addressWidth)")
    let others = ~(((1 << bits.count) - 1) << bits.lowerBound)
    // Rows are compared with the one whose bits there are 0.
    return (0..<rowCount).contains { bitPattern(at: $0) != bitPattern(at: $0 & others) }
  }

  /// The table without the address bits `bits`: the rows in which those are 0.
  ///
  /// - Precondition: `bits` lies within the address.
  public func removing(addressBits bits: Range<Int>) -> TruthTable {
    precondition(bits.lowerBound >= 0 && bits.upperBound <= addressWidth, "address bits \(bits) of \(addressWidth)")
    let low = (1 << bits.lowerBound) - 1
    return TruthTable(
      addressWidth: addressWidth - bits.count, output: output,
      bitPatterns: (0..<1 << (addressWidth - bits.count)).map { row in
        bitPattern(at: (row & ~low) << bits.count | row & low)
      })
  }

  /// The table without the inputs on which it does not depend, and the inputs that are left.
  ///
  /// - Parameters:
  ///   - inputs: what addresses it, the first in the lowest bits.
  ///   - widths: how many address bits each input has; together `addressWidth`.
  public func removingUnusedInputs(_ inputs: [Int], widths: [Int]) -> (table: TruthTable, inputs: [Int]) {
    precondition(inputs.count == widths.count && widths.reduce(0, +) == addressWidth, "inputs of \(addressWidth) bits")
    var (table, kept, low) = (self, [Int](), 0)
    for (input, width) in zip(inputs, widths) {
      if table.depends(on: low..<low + width) {
        kept.append(input)
        low += width
      } else {
        table = table.removing(addressBits: low..<low + width)
      }
    }
    return (table, kept)
  }
}
