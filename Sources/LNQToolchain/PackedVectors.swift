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
