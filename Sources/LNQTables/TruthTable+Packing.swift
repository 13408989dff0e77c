import LNQFixedPoint

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
