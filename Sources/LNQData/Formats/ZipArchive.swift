/// The members of a zip archive, stored or deflated, as NumPy writes `.npz` files (PKWARE's APPNOTE, with ZIP64).
public struct ZipArchive {
  /// One member, from the central directory.
  public struct Member {
    /// Its path in the archive.
    public let name: String
    fileprivate let method: Int
    fileprivate let checksum: UInt32
    fileprivate let packedSize: Int
    /// How many bytes it unpacks to, as the directory says.
    public let size: Int
    fileprivate let offset: Int
  }

  /// In the order of the directory.
  public let members: [Member]
  private let bytes: UnsafeBufferPointer<UInt8>
  private let path: String

  /// Reads the directory of `bytes`, which outlive the archive.
  ///
  /// - Throws: `DatasetError` with the path.
  public init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(DatasetError) {
    self.bytes = bytes
    self.path = path
    let view = ByteView(bytes)
    guard let end = Self.endOfDirectory(view) else {
      throw .damaged(path: path, problem: "the directory at the end of the archive is missing: it is truncated")
    }
    var count = view.integer(at: end + 10, bytes: 2) ?? 0
    var position = view.integer(at: end + 16, bytes: 4) ?? 0
    if count == 0xFFFF || position == 0xFFFF_FFFF, let large = Self.largeDirectory(view, end: end) {
      (count, position) = large
    }
    var members: [Member] = []
    while members.count < count {
      guard let (member, next) = Self.member(view, at: position) else {
        throw .damaged(path: path, problem: "entry \(members.count + 1) of the archive's directory is damaged")
      }
      members.append(member)
      position = next
    }
    self.members = members
  }

  /// A member's bytes.
  ///
  /// - Parameter limit: more bytes than this are refused before any is unpacked; nil for the limit of `Inflate`.
  /// - Throws: `DatasetError` with the path and the member.
  public func unpack(_ member: Member, limit: Int? = nil) throws(DatasetError) -> [UInt8] {
    let packed = try packedBytes(of: member)
    do throws(PackingProblem) {
      let limit = limit ?? Inflate.limit(packedSize: packed.count)
      guard member.size <= limit else { throw .tooLong(limit: limit) }
      let unpacked = member.method == 0 ? Array(packed) : try Inflate.unpack(packed, .none, size: member.size)
      guard unpacked.count == member.size, Inflate.checksum(unpacked) == member.checksum else { throw .checksum }
      return unpacked
    } catch {
      throw .packed(path: path, member: member.name, error)
    }
  }

  /// The first bytes of a member, up to 2^20, unchecked.
  func beginning(of member: Member) throws(DatasetError) -> [UInt8] {
    let packed = try packedBytes(of: member)
    let count = min(1 << 20, member.size)
    if member.method == 0 { return Array(packed.prefix(count)) }
    do throws(PackingProblem) {
      return try Inflate.beginning(of: packed, count: count)
    } catch {
      throw .packed(path: path, member: member.name, error)
    }
  }

  private func packedBytes(of member: Member) throws(DatasetError) -> UnsafeBufferPointer<UInt8> {
    let view = ByteView(bytes)
    guard view.integer(at: member.offset, bytes: 4) == 0x0403_4B50,
      let nameLength = view.integer(at: member.offset + 26, bytes: 2),
      let extraLength = view.integer(at: member.offset + 28, bytes: 2)
    else { throw .damaged(path: path, problem: "\(member.name) is not where the archive's directory says") }
    let start = member.offset + 30 + nameLength + extraLength
    guard start <= bytes.count, member.packedSize <= bytes.count - start else {
      throw .packed(path: path, member: member.name, .truncated)
    }
    guard [0, 8].contains(member.method) else {
      throw .damaged(
        path: path,
        problem: "\(member.name) is packed by method \(member.method), and only stored and deflated are read")
    }
    return UnsafeBufferPointer(rebasing: bytes[start..<(start + member.packedSize)])
  }

  /// Where the end record is: it is the last 22 bytes, before a comment of up to 65,535.
  private static func endOfDirectory(_ view: ByteView) -> Int? {
    var position = view.count - 22
    let lowest = max(0, position - 0xFFFF)
    while position >= lowest {
      if view.integer(at: position, bytes: 4) == 0x0605_4B50 { return position }
      position -= 1
    }
    return nil
  }

  /// Count and place of the entries from ZIP64's record, whose locator stands before the end record.
  private static func largeDirectory(_ view: ByteView, end: Int) -> (Int, Int)? {
    guard view.integer(at: end - 20, bytes: 4) == 0x0706_4B50, let record = view.integer(at: end - 12, bytes: 8),
      view.integer(at: record, bytes: 4) == 0x0606_4B50, let count = view.integer(at: record + 32, bytes: 8),
      let position = view.integer(at: record + 48, bytes: 8)
    else { return nil }
    return (count, position)
  }

  private static func member(_ view: ByteView, at position: Int) -> (Member, next: Int)? {
    guard view.integer(at: position, bytes: 4) == 0x0201_4B50, let flags = view.integer(at: position + 8, bytes: 2),
      let method = view.integer(at: position + 10, bytes: 2), let checksum = view.integer(at: position + 16, bytes: 4),
      var packedSize = view.integer(at: position + 20, bytes: 4), var size = view.integer(at: position + 24, bytes: 4),
      let nameLength = view.integer(at: position + 28, bytes: 2),
      let extraLength = view.integer(at: position + 30, bytes: 2),
      let commentLength = view.integer(at: position + 32, bytes: 2),
      var offset = view.integer(at: position + 42, bytes: 4),
      let name = view.text(at: position + 46, count: nameLength), flags & 1 == 0
    else { return nil }
    // ZIP64 puts numbers that are too large for their fields into an extra field, in this order.
    var extra = position + 46 + nameLength
    let end = extra + extraLength
    while extra + 4 <= end, let id = view.integer(at: extra, bytes: 2),
      let length = view.integer(at: extra + 2, bytes: 2)
    {
      if id == 1 {
        var field = extra + 4
        func large() -> Int? {
          defer { field += 8 }
          return view.integer(at: field, bytes: 8)
        }
        if size == 0xFFFF_FFFF { size = large() ?? -1 }
        if packedSize == 0xFFFF_FFFF { packedSize = large() ?? -1 }
        if offset == 0xFFFF_FFFF { offset = large() ?? -1 }
      }
      extra += 4 + length
    }
    guard size >= 0, packedSize >= 0, offset >= 0 else { return nil }
    let member = Member(
      name: name, method: method, checksum: UInt32(checksum), packedSize: packedSize, size: size, offset: offset)
    return (member, end + commentLength)
  }
}

extension ZipArchive {
  /// An archive of these files, stored as they are, each at a multiple of 64 bytes, as `torch.save` and NumPy write them. Equal files
  /// give equal bytes; their time is that of the format's beginning.
  ///
  /// - Precondition: the archive is smaller than 4 GB and has fewer than 65,535 files.
  public static func storing(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var (archive, directory): ([UInt8], [UInt8]) = ([], [])
    func numbers(short: [Int]) -> [UInt8] { short.reduce(into: []) { $0.append(littleEndian: UInt16($1)) } }
    func numbers(long: [Int]) -> [UInt8] { long.reduce(into: []) { $0.append(littleEndian: UInt32($1)) } }
    for (name, bytes) in files {
      let name = Array(name.utf8)
      let offset = archive.count
      // The extra field is padding: an id that readers skip, and its length.
      let padding = (64 - (offset + 34 + name.count) % 64) % 64
      // Flags, method, time, date; the content.
      let common =
        numbers(short: [0, 0, 0, 0x21]) + numbers(long: [Int(Inflate.checksum(bytes)), bytes.count, bytes.count])
      archive += numbers(long: [0x0403_4B50]) + numbers(short: [20]) + common
      archive += numbers(short: [name.count, 4 + padding]) + name
      archive += numbers(short: [0x4C46, padding]) + [UInt8](repeating: 0, count: padding) + bytes
      // No extra field, comment, disk or attributes.
      directory += numbers(long: [0x0201_4B50]) + numbers(short: [20, 20]) + common
      directory += numbers(short: [name.count, 0, 0, 0, 0, 0, 0]) + numbers(long: [offset]) + name
    }
    precondition(archive.count + directory.count < 1 << 32 && files.count < 0xFFFF, "an archive of less than 4 GB")
    let place = archive.count
    archive += directory + numbers(long: [0x0605_4B50]) + numbers(short: [0, 0, files.count, files.count])
    archive += numbers(long: [directory.count, place]) + numbers(short: [0])
    return archive
  }
}

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
