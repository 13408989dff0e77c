import LNQFixedPoint
import LNQHardware

extension PackedVectors {
  /// Packs rows of codes, one code for each slice.
  ///
  /// - Parameters:
  ///   - rows: row after row, `slices.count` codes each.
  ///   - slices: consecutive slices from bit 0 up, at least one.
  /// - Throws: `ToolchainError.codes` when a row is incomplete or a code does not fit its format.
  public init(rows: [Int], slices: [HardwareInterface.Slice]) throws(ToolchainError) {
    self.init(bitWidth: slices.reduce(0) { $0 + $1.format.width })
    try append(rows: rows, slices: slices)
  }

  /// Appends rows of codes, as `init(rows:slices:)`. When it throws, nothing was appended.
  public mutating func append(rows: [Int], slices: [HardwareInterface.Slice]) throws(ToolchainError) {
    guard rows.count % slices.count == 0 else {
      throw .codes("\(rows.count) codes are no whole number of rows of \(slices.count)")
    }
    let fields = slices.map { (lsb: $0.lsb, codes: $0.format.codes, mask: $0.format.mask) }
    let rowCount = rows.count / slices.count
    let wordsPerVector = wordsPerVector
    var packed = [UInt32](repeating: 0, count: rowCount * wordsPerVector)
    for row in 0..<rowCount {
      let base = row * wordsPerVector
      for (column, field) in fields.enumerated() {
        let code = rows[row * fields.count + column]
        guard field.codes.contains(code) else {
          throw .codes("row \(row), \(slices[column].name): \(code) is no code of \(slices[column].format)")
        }
        let bits = UInt64(UInt32(truncatingIfNeeded: code) & field.mask) << UInt64(field.lsb & 31)
        let word = base + (field.lsb >> 5)
        packed[word] |= UInt32(truncatingIfNeeded: bits)
        if bits >> 32 != 0 { packed[word + 1] |= UInt32(bits >> 32) }
      }
    }
    words += packed
  }

  /// The codes of one vector, one for each slice.
  public func codes(at index: Int, slices: [HardwareInterface.Slice]) -> [Int] {
    slices.map { $0.format.code(ofBitPattern: bitPattern(of: $0, at: index)) }
  }
}
