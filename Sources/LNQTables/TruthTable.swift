import LNQFixedPoint

/// A function from an address of `addressWidth` bits to a code: one row for each address, packed bit by bit.
///
/// Row r occupies bits r·w ... r·w + w − 1 of `words` (w = `output.width`), the least significant bit of `words[0]` first.
/// That is also the order of the bits of the packed constant in Verilog.
public struct TruthTable: Hashable, Sendable {
  /// How many bits address a row, 0...20. With 0 there is one row: a constant.
  public let addressWidth: Int
  /// The format of the codes in the rows.
  public let output: FixedPointFormat
  /// The rows, packed; unused bits of the last word are 0.
  public let words: [UInt64]

  /// The address widths that a table can have.
  public static let addressWidths = 0...20

  /// How many rows there are, 2^`addressWidth`.
  public var rowCount: Int { 1 << addressWidth }

  /// Evaluates `code` for every row, in ascending order.
  ///
  /// - Precondition: `addressWidth` lies in 0...20 and every code is one of `output`'s.
  public init<Failure: Error>(
    addressWidth: Int, output: FixedPointFormat, code: (Int) throws(Failure) -> Int
  ) throws(Failure) {
    precondition(Self.addressWidths.contains(addressWidth), "a table with \(addressWidth) address bits")
    self.addressWidth = addressWidth
    self.output = output
    let rowCount = 1 << addressWidth
    var words = [UInt64](repeating: 0, count: Self.wordCount(rowCount: rowCount, width: output.width))
    var bit = 0
    for row in 0..<rowCount {
      let pattern = UInt64(output.bitPattern(of: try code(row)))
      let (word, offset) = (bit >> 6, bit & 63)
      words[word] |= pattern << offset
      if offset + output.width > 64 { words[word + 1] |= pattern >> (64 - offset) }
      bit += output.width
    }
    self.words = words
  }

  init(addressWidth: Int, output: FixedPointFormat, checkedWords: [UInt64]) {
    self.addressWidth = addressWidth
    self.output = output
    words = checkedWords
  }

  /// Takes packed rows as they are.
  ///
  /// - Throws: `TableError.tableShape` when the address is too wide, the number of words is wrong or an unused bit is 1.
  public init(addressWidth: Int, output: FixedPointFormat, words: [UInt64]) throws(TableError) {
    guard Self.addressWidths.contains(addressWidth) else {
      throw .tableShape("\(addressWidth) address bits; a table has 0 to 20")
    }
    let expected = Self.wordCount(rowCount: 1 << addressWidth, width: output.width)
    guard words.count == expected else {
      throw .tableShape(
        "\(words.count) words of 64 bits where \(1 << addressWidth) rows of \(output.width) bits need \(expected)")
    }
    let used = ((1 << addressWidth) * output.width) & 63
    guard used == 0 || words[expected - 1] >> UInt64(used) == 0 else {
      throw .tableShape("bits that are set after the last row")
    }
    self.addressWidth = addressWidth
    self.output = output
    self.words = words
  }

  /// The code in row `address`.
  ///
  /// - Precondition: 0 ≤ `address` < `rowCount`.
  public subscript(address: Int) -> Int {
    output.code(ofBitPattern: bitPattern(at: address))
  }

  /// The `output.width` bits in row `address`.
  ///
  /// - Precondition: 0 ≤ `address` < `rowCount`.
  public func bitPattern(at address: Int) -> UInt32 {
    precondition(address >= 0 && address < rowCount, "row \(address) of a table with \(rowCount) rows")
    let bit = address * output.width
    let (word, offset) = (bit >> 6, bit & 63)
    var pattern = words[word] >> UInt64(offset)
    if offset + output.width > 64 { pattern |= words[word + 1] << UInt64(64 - offset) }
    return UInt32(truncatingIfNeeded: pattern) & output.mask
  }

  static func wordCount(rowCount: Int, width: Int) -> Int { (rowCount * width + 63) / 64 }
}

extension TruthTable {
  /// Packs the bit patterns of all rows.
  ///
  /// - Precondition: there are 2^`addressWidth` patterns, `addressWidth` lies in 0...20, and no pattern has a bit above the
  ///   width of `output`.
  public init(addressWidth: Int, output: FixedPointFormat, bitPatterns: [UInt32]) {
    precondition(Self.addressWidths.contains(addressWidth), "a table with \(addressWidth) address bits")
    precondition(bitPatterns.count == 1 << addressWidth, "\(bitPatterns.count) rows for \(addressWidth) address bits")
    let (width, mask) = (output.width, output.mask)
    var excess: UInt32 = 0
    let wordCount = Self.wordCount(rowCount: bitPatterns.count, width: width)
    let words = [UInt64](unsafeUninitializedCapacity: wordCount) { words, initialized in
      var (word, used, place) = (UInt64(0), 0, 0)
      for pattern in bitPatterns {
        excess |= pattern & ~mask
        word |= UInt64(pattern) &<< UInt64(used)
        used += width
        guard used >= 64 else { continue }
        words.initializeElement(at: place, to: word)
        place += 1
        used -= 64
        // What did not fit: the pattern's highest `used` bits.
        word = UInt64(pattern) >> UInt64(width - used)
      }
      if used > 0 { words.initializeElement(at: place, to: word) }
      initialized = wordCount
    }
    precondition(excess == 0, "a row with bits above the \(width) of its format")
    self.init(addressWidth: addressWidth, output: output, checkedWords: words)
  }
}

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
  func removing(addressBits bits: Range<Int>) -> TruthTable {
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
