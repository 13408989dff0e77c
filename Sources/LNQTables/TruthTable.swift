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

  /// The smallest and the largest code of all rows.
  public var codeRange: ClosedRange<Int> {
    var (low, high) = (self[0], self[0])
    for row in 0..<rowCount {
      let code = self[row]
      low = min(low, code)
      high = max(high, code)
    }
    return low...high
  }

  static func wordCount(rowCount: Int, width: Int) -> Int { (rowCount * width + 63) / 64 }
}
