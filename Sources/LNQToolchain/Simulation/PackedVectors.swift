import LNQFixedPoint
import LNQHardware

/// Bit vectors of one width, one after the other, in words of 32 bits with the lowest bits first.
///
/// Each vector starts a word of its own; bits above `bitWidth` are 0.
public struct PackedVectors: Sendable, Hashable {
  /// The bits of one vector, at least 1.
  public let bitWidth: Int
  /// `count` × `wordsPerVector` words.
  public internal(set) var words: [UInt32]

  /// How many words a vector takes.
  public var wordsPerVector: Int { (bitWidth + 31) / 32 }
  /// How many vectors there are.
  public var count: Int { words.count / wordsPerVector }

  /// No vectors.
  ///
  /// - Precondition: `bitWidth` is at least 1.
  public init(bitWidth: Int) {
    precondition(bitWidth > 0, "vectors of \(bitWidth) bits")
    self.bitWidth = bitWidth
    words = []
  }

  /// Takes words as they are, with the unused bits cleared.
  ///
  /// - Precondition: `bitWidth` is at least 1, and there are whole vectors.
  public init(bitWidth: Int, words: [UInt32]) {
    self.init(bitWidth: bitWidth)
    precondition(words.count % wordsPerVector == 0, "\(words.count) words in vectors of \(wordsPerVector)")
    self.words = words
    let unused = UInt32(wordsPerVector * 32 - bitWidth)
    guard unused > 0 else { return }
    for last in stride(from: wordsPerVector - 1, to: words.count, by: wordsPerVector) {
      self.words[last] &= .max >> unused
    }
  }

  /// The words of one vector.
  ///
  /// - Precondition: `index` lies in 0..<`count`.
  public subscript(index: Int) -> ArraySlice<UInt32> {
    words[index * wordsPerVector..<(index + 1) * wordsPerVector]
  }

  /// The bits that `slice` takes in one vector.
  ///
  /// - Precondition: `index` lies in 0..<`count` and the slice within `bitWidth`.
  public func bitPattern(of slice: HardwareInterface.Slice, at index: Int) -> UInt32 {
    precondition(slice.lsb >= 0 && slice.lsb + slice.format.width <= bitWidth, "bits outside the vector")
    let (word, offset) = (index * wordsPerVector + (slice.lsb >> 5), slice.lsb & 31)
    var bits = UInt64(words[word])
    if offset + slice.format.width > 32 { bits |= UInt64(words[word + 1]) << 32 }
    return UInt32(truncatingIfNeeded: bits >> UInt64(offset)) & slice.format.mask
  }

  /// The vectors with these numbers, in this order.
  ///
  /// - Precondition: every number lies in 0..<`count`.
  public func selecting(_ indices: [Int]) -> PackedVectors {
    PackedVectors(bitWidth: bitWidth, words: indices.flatMap { self[$0] })
  }

  /// One vector: the words of a narrower one with another value above it.
  init(bitWidth: Int, vector: ArraySlice<UInt32>, with value: UInt32, at lsb: Int) {
    self.init(bitWidth: bitWidth)
    var words = Array(vector)
    words += [UInt32](repeating: 0, count: wordsPerVector - words.count)
    let bits = UInt64(value) << UInt64(lsb & 31)
    words[lsb >> 5] |= UInt32(truncatingIfNeeded: bits)
    if bits >> 32 != 0 { words[(lsb >> 5) + 1] |= UInt32(bits >> 32) }
    self.words = words
  }
}

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

extension PackedVectors {
  /// One vector in hexadecimal, the highest digit first, with leading zeros: the notation of `$readmemh`.
  public func hexadecimal(at index: Int) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let count = (bitWidth + 3) / 4
    let vector = self[index]
    let text = (0..<count).reversed().map { digit in
      digits[Int(vector[vector.startIndex + digit / 8] >> UInt32(digit % 8 * 4)) & 15]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
