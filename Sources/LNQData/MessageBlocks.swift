/// Cuts a message that comes in pieces into blocks of 64 bytes, as MD5 (RFC 1321) and SHA-256 (FIPS 180-4) hash it.
struct MessageBlocks: Sendable {
  /// Less than a block, until more comes.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// Adds bytes to the message and gives whole blocks to `compress`: one or more of them, one after the other.
  mutating func append(_ bytes: UnsafeRawBufferPointer, compress: (UnsafeRawBufferPointer) -> Void) {
    byteCount += UInt64(bytes.count)
    var position = 0
    if !pending.isEmpty {
      position = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<position])
      if pending.count < 64 { return }
      pending.withUnsafeBytes { compress($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let blocks = (bytes.count - position) / 64 * 64
    if blocks > 0 { compress(UnsafeRawBufferPointer(rebasing: bytes[position..<(position + blocks)])) }
    pending.append(contentsOf: bytes[(position + blocks)...])
  }

  /// What completes the last block: a one, zeros, and the message's length in bits, 8 bytes.
  func padding(lengthIsBigEndian: Bool) -> [UInt8] {
    let bits = byteCount * 8
    let length = (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
    return [0x80] + [UInt8](repeating: 0, count: (119 - Int(byteCount % 64)) % 64)
      + (lengthIsBigEndian ? length.reversed() : length)
  }
}
