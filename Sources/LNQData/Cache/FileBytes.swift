import LNQFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Files as bytes, read and written by the system's own calls.
enum FileBytes {
  /// The bytes of a file.
  static func read(_ path: String) throws(DatasetError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var capacity = max(size(descriptor) + 1, 1 << 16)
    var bytes: [UInt8] = []
    // One call is enough for a file whose size does not change; pipes tell no size.
    while true {
      let start = bytes.count
      var problem: Int32?
      let more = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        problem = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor, count: &count)
      }
      if let problem { throw failure(path, problem) }
      if start == 0 { bytes = more } else { bytes += more }
      if more.count < capacity { return bytes }
      capacity = max(bytes.count, 1 << 16)
    }
  }

  /// A file that holds `count` elements of a plain type and nothing else.
  static func read<Element: BitwiseCopyable>(
    _ path: String, count: Int, of type: Element.Type
  ) throws(DatasetError) -> [Element] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    let expected = count * MemoryLayout<Element>.size
    let found = size(descriptor)
    guard found == expected else {
      throw .damaged(path: path, problem: "it has \(found) bytes, and \(expected) belong there")
    }
    return try elements(count, from: descriptor, path: path)
  }

  /// The next `count` elements of a file that is open.
  private static func elements<Element: BitwiseCopyable>(
    _ count: Int, from descriptor: Int32, path: String
  ) throws(DatasetError) -> [Element] {
    var problem: Int32?
    var read = 0
    let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      problem = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor, count: &read)
      initialized = read / MemoryLayout<Element>.size
    }
    if let problem { throw failure(path, problem) }
    guard elements.count == count else { throw .damaged(path: path, problem: "it ended while it was read") }
    return elements
  }

  /// Reads the elements of a file one after the other.
  struct Reader: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// At the beginning of a file.
    init(_ path: String) throws(DatasetError) {
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure(path) }
      self.path = path
    }

    deinit { close(descriptor) }

    /// The next `count` elements of a plain type; `.damaged` where there are fewer.
    mutating func next<Element: BitwiseCopyable>(
      _ count: Int, of type: Element.Type
    ) throws(DatasetError) -> [Element] {
      try elements(count, from: descriptor, path: path)
    }

    /// Whether nothing follows.
    var isAtEnd: Bool { lseek(descriptor, 0, SEEK_CUR) == size(descriptor) }
  }

  /// The first bytes of a file, fewer where it is shorter.
  static func beginning(of path: String, count: Int) throws(DatasetError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var problem: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      problem = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor, count: &initialized)
    }
    if let problem { throw failure(path, problem) }
    return bytes
  }

  /// The SHA-256 of a file, read piece by piece.
  static func sha256(of path: String) throws(DatasetError) -> String {
    var hash = SHA256()
    try forEachPiece(of: path) { hash.update($0) }
    return hash.hexadecimal()
  }

  /// Hands out a file's bytes in pieces of at most 1 MiB.
  static func forEachPiece(of path: String, _ body: (UnsafeRawBufferPointer) -> Void) throws(DatasetError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    while true {
      var count = 0
      if let problem = fill(piece, from: descriptor, count: &count) { throw failure(path, problem) }
      body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      if count < piece.count { return }
    }
  }

  /// Writes the elements of a plain type, whole or not at all.
  static func write<Element: BitwiseCopyable>(_ elements: [Element], to path: String) throws(DatasetError) {
    do {
      try WholeFile.write(elements, to: path, durability: .inSystem)
    } catch {
      throw DatasetError(error)
    }
  }

  /// Whether there is a folder at `path`.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether there is anything at `path`.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func size(_ descriptor: Int32) -> Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Reads until `buffer` is full or the file ends; the system's error number if that fails.
  private static func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32, count: inout Int
  ) -> Int32? {
    guard let base = buffer.baseAddress else { return nil }
    while count < buffer.count {
      // Some systems refuse more than 2^31 - 1 bytes at once.
      #if canImport(Darwin)
        let result = Darwin.read(descriptor, base + count, min(buffer.count - count, 1 << 30))
      #elseif canImport(Musl)
        let result = Musl.read(descriptor, base + count, min(buffer.count - count, 1 << 30))
      #else
        let result = Glibc.read(descriptor, base + count, min(buffer.count - count, 1 << 30))
      #endif
      if result < 0, errno == EINTR { continue }
      if result < 0 { return errno }
      if result == 0 { return nil }
      count += result
    }
    return nil
  }

  private static func failure(_ path: String, _ number: Int32 = errno) -> DatasetError {
    let reason =
      switch number {
      case ENOENT: "there is no such file"
      case EISDIR: "it is a folder"
      case EACCES: "permission is denied"
      default: String(cString: strerror(number))
      }
    return .unreadable(path: path, reason: reason)
  }
}

extension DatasetError {
  /// What `LNQFiles` says.
  init(_ error: FileError) { self = .cannotWrite(path: error.path, reason: error.problem) }
}
