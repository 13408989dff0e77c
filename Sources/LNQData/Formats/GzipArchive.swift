/// Unpacks gzip files: RFC 1952.
enum GzipArchive {
  /// More unpacked bytes than this are refused.
  static let limit = 1 << 32

  static func isOne(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// What the members of a file unpack to, one after the other. Zeros behind the last member are skipped.
  static func unpack(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(DatasetError) -> [UInt8] {
    var output: [UInt8] = []
    var position = 0
    repeat {
      let member = try unpackMember(bytes, from: &position, path: path, limit: limit - output.count)
      if output.isEmpty { output = member } else { output += member }
      let isPadding = position < bytes.count && bytes[position...].allSatisfy { $0 == 0 }
      if isPadding { break }
    } while position < bytes.count
    return output
  }

  private static func unpackMember(
    _ bytes: UnsafeBufferPointer<UInt8>, from position: inout Int, path: String, limit: Int
  ) throws(DatasetError) -> [UInt8] {
    let start = try endOfHeader(bytes, from: position, path: path)
    let sizeHint = bytes.count >= 4 ? Int(littleEndian(bytes, at: bytes.count - 4)) : 0
    let unpacked: (bytes: [UInt8], consumed: Int)
    do throws(PackingProblem) {
      unpacked = try Inflate.unpack(
        UnsafeBufferPointer(rebasing: bytes[start...]), sizeHint: sizeHint, limit: limit)
    } catch {
      throw .packed(path: path, member: nil, error)
    }
    let trailer = start + unpacked.consumed
    guard trailer + 8 <= bytes.count else { throw .packed(path: path, member: nil, .truncated) }
    let checksum = unpacked.bytes.withUnsafeBufferPointer { CRC32.checksum($0) }
    guard littleEndian(bytes, at: trailer) == checksum,
      littleEndian(bytes, at: trailer + 4) == UInt32(truncatingIfNeeded: unpacked.bytes.count)
    else {
      throw .damaged(path: path, problem: "its checksum does not fit what it unpacks to")
    }
    position = trailer + 8
    return unpacked.bytes
  }

  /// Where the packed data of a member begin.
  private static func endOfHeader(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, path: String
  ) throws(DatasetError) -> Int {
    guard start + 10 <= bytes.count else { throw .packed(path: path, member: nil, .truncated) }
    let flags = bytes[start + 3]
    guard bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8, flags & 0xE0 == 0 else {
      throw .packed(path: path, member: nil, .damaged)
    }
    var position = start + 10
    if flags & 4 != 0 {
      guard position + 2 <= bytes.count else { throw .packed(path: path, member: nil, .truncated) }
      position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
    }
    // A name and a comment, each ended by a zero.
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      while position < bytes.count, bytes[position] != 0 { position += 1 }
      position += 1
    }
    if flags & 2 != 0 { position += 2 }
    guard position <= bytes.count else { throw .packed(path: path, member: nil, .truncated) }
    return position
  }

  private static func littleEndian(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[index + $1]) << UInt32(8 * $1) }
  }
}
