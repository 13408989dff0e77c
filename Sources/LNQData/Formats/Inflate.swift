import CZlib

/// Unpacks DEFLATE data (RFC 1951) with zlib.
enum Inflate {
  /// More unpacked bytes than this are refused: what is packed 100 times smaller than it is says little for its size, and small
  /// files must not cost gigabytes.
  static func limit(packedSize: Int) -> Int { max(1 << 28, 100 * packedSize) }

  /// What surrounds the packed data, as zlib numbers it.
  enum Wrapping: Int32 {
    /// Nothing: a member of a zip archive, whose sizes and checksum are in the archive's directory.
    case none = -15
    /// A header and a checksum (RFC 1952), once or several times. Zeros after the last member are skipped.
    case gzip = 31
  }

  /// Unpacks `input` from its first byte.
  /// - Parameter size: how many bytes to expect; memory for at most 1,032 bytes for each packed byte (the most that DEFLATE can
  ///   give) is taken beforehand.
  static func unpack(
    _ input: UnsafeBufferPointer<UInt8>, _ wrapping: Wrapping, size: Int
  ) throws(PackingProblem) -> [UInt8] {
    let limit = limit(packedSize: input.count)
    let stream = try stream(wrapping)
    defer { end(stream) }
    var output: [UInt8] = []
    var consumed = 0
    var space = min(max(size, 0), limit, input.count * 1032) + 1
    while true {
      let piece = min(input.count - consumed, 1 << 30)
      var status = Z_OK
      let unpacked = [UInt8](unsafeUninitializedCapacity: min(space, 1 << 30)) { buffer, count in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + consumed })
        stream.pointee.avail_in = UInt32(piece)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        status = inflate(stream, Z_NO_FLUSH)
        count = buffer.count - Int(stream.pointee.avail_out)
      }
      consumed += piece - Int(stream.pointee.avail_in)
      if output.isEmpty { output = unpacked } else { output += unpacked }
      if output.count > limit { throw .tooLong(limit: limit) }
      switch status {
      case Z_OK: space = min(max(output.count, 1 << 16), limit - output.count + 1)
      case Z_STREAM_END:
        let isLast = wrapping == .none || input[consumed...].allSatisfy { $0 == 0 }
        if isLast { return output }
        guard inflateReset(stream) == Z_OK else { throw .damaged }
      // Neither was there more input nor was the output full.
      case Z_BUF_ERROR: throw .truncated
      case Z_MEM_ERROR: throw .noMemory
      default:
        let words = stream.pointee.msg.map { String(cString: $0) } ?? ""
        throw ["incorrect data check", "incorrect length check"].contains(words) ? .checksum : .damaged
      }
    }
  }

  /// The first `count` bytes of what `input` unpacks to; fewer where it ends or is damaged before.
  static func beginning(of input: UnsafeBufferPointer<UInt8>, count: Int) throws(PackingProblem) -> [UInt8] {
    let stream = try stream(.none)
    defer { end(stream) }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(min(input.count, 1 << 30))
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = UInt32(count)
      _ = inflate(stream, Z_SYNC_FLUSH)
      initialized = count - Int(stream.pointee.avail_out)
    }
  }

  /// zlib remembers where its stream is, so the stream must not move.
  private static func stream(_ wrapping: Wrapping) throws(PackingProblem) -> UnsafeMutablePointer<z_stream> {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard inflateInit2_(stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      throw .noMemory
    }
    return stream
  }

  private static func end(_ stream: UnsafeMutablePointer<z_stream>) {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The CRC-32 of gzip and zip.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
  }
}

/// Unpacks gzip files.
enum GzipArchive {
  static func isOne(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// What the members of a file unpack to, one after the other.
  static func unpack(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(DatasetError) -> [UInt8] {
    // The last four bytes are the size of what the last member unpacks to.
    let size = ByteView(bytes).integer(at: bytes.count - 4, bytes: 4) ?? 0
    do throws(PackingProblem) {
      return try Inflate.unpack(bytes, .gzip, size: size)
    } catch {
      throw .packed(path: path, member: nil, error)
    }
  }
}

/// What can be wrong with packed data.
public enum PackingProblem: Error, Hashable, Sendable {
  /// It ends before its end.
  case truncated
  /// It says something that its format does not know.
  case damaged
  /// It unpacks to something that its checksum or its size does not fit.
  case checksum
  /// It unpacks to more than the limit.
  case tooLong(limit: Int)
  /// There is no memory to unpack it.
  case noMemory
}

extension PackingProblem: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .truncated: "the packed data end too early: the file is truncated; get it again"
    case .damaged: "the packed data are damaged; get the file again"
    case .checksum: "its checksum does not fit what it unpacks to; get the file again"
    case .tooLong(let limit):
      "it unpacks to more than \(limit) bytes, more than 100 times its size: if that is right, unpack it yourself, and give lnq "
        + "what comes out"
    case .noMemory: "there is no memory to unpack it"
    }
  }
}
