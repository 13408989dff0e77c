/// Bytes of a binary file, read at places that the file itself names: nil where there is nothing.
struct ByteView {
  private let bytes: UnsafeBufferPointer<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// The little-endian integer of 1 to 8 bytes at `position`; nil too where it exceeds `Int`.
  func integer(at position: Int, bytes count: Int) -> Int? {
    guard position >= 0, position <= bytes.count - count else { return nil }
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    return Int(exactly: value)
  }

  /// UTF-8 text.
  func text(at position: Int, count: Int) -> String? {
    guard position >= 0, count >= 0, position <= bytes.count - count else { return nil }
    return String(decoding: bytes[position..<(position + count)], as: UTF8.self)
  }
}
