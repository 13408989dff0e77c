import Foundation

/// The rows of a `.npy` file with a table of numbers, read in pieces: memory does not grow with the file.
public final class NumPyRows {
  /// What the numbers are.
  public enum Number: Sendable {
    /// Integers that 32 bits hold, or larger ones that are then the nearest that 32 bits hold.
    case integer
    /// Real numbers.
    case real
  }

  /// The number of rows.
  public let count: Int
  /// How many numbers a row has.
  public let width: Int
  /// What they are.
  public let number: Number

  private let path: String
  private let element: DataArray.Element
  private let descriptor: Int32
  private var next = 0

  /// Reads the header.
  ///
  /// - Throws: `DatasetError` when the file cannot be read or is no table of numbers in this machine's order of bytes, row after row.
  public init(path: String) throws(DatasetError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    do throws(DatasetError) {
      let size = Int(status.st_size)
      let beginning = try Self.read(descriptor, min(size, Self.headerLimit), path)
      let array = try NumPyFile.array(beginning: beginning, size: size, name: "", path: path) { [] }
      guard array.shape.count == 2, array.shape[1] > 0 else {
        throw DatasetError.damaged(
          path: path, problem: "its shape is \(array.shape), and rows of numbers are a table of two dimensions")
      }
      guard array.element.isNumber, !array.isBigEndian || array.element.size == 1, !array.isColumnMajor else {
        throw DatasetError.damaged(
          path: path,
          problem: "only numbers of this machine's order of bytes, row after row, are read in pieces: save "
            + "numpy.ascontiguousarray(x, dtype=numpy.int8), or of another type")
      }
      (count, width, element) = (array.shape[0], array.shape[1], array.element)
      if case .float = array.element { number = .real } else { number = .integer }
      let start = size - count * width * array.element.size
      guard lseek(descriptor, off_t(start), SEEK_SET) == off_t(start) else {
        throw DatasetError.unreadable(path: path, reason: String(cString: strerror(errno)))
      }
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// As much of a file as its header can take.
  private static let headerLimit = 1 << 17

  /// The next rows, at most so many; none at the end.
  ///
  /// - Throws: `DatasetError` when the file has become shorter or cannot be read.
  public func integers(upTo rows: Int) throws(DatasetError) -> [Int32] {
    let bytes = try pieces(rows)
    return switch element {
    case .signed(1): Self.map(bytes, Int8.self) { Int32($0) }
    case .signed(2): Self.map(bytes, Int16.self) { Int32($0) }
    case .signed(4): Self.map(bytes, Int32.self) { $0 }
    case .signed: Self.map(bytes, Int64.self) { Int32(clamping: $0) }
    case .unsigned(1): Self.map(bytes, UInt8.self) { Int32($0) }
    case .unsigned(2): Self.map(bytes, UInt16.self) { Int32($0) }
    case .unsigned(4): Self.map(bytes, UInt32.self) { Int32(clamping: $0) }
    default: Self.map(bytes, UInt64.self) { Int32(clamping: $0) }
    }
  }

  /// The same of real numbers.
  public func reals(upTo rows: Int) throws(DatasetError) -> [Double] {
    let bytes = try pieces(rows)
    return switch element {
    case .float(4): Self.map(bytes, Float.self) { Double($0) }
    case .float(8): Self.map(bytes, Double.self) { $0 }
    default: Self.map(bytes, UInt16.self) { Double(Float(halfBits: $0)) }
    }
  }

  private static func map<Element: BitwiseCopyable, Result>(
    _ bytes: [UInt8], _ type: Element.Type, _ body: (Element) -> Result
  ) -> [Result] {
    bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Element>.size).map {
        body(bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.size, as: Element.self))
      }
    }
  }

  private func pieces(_ rows: Int) throws(DatasetError) -> [UInt8] {
    let taken = min(rows, count - next)
    next += taken
    let size = taken * width * element.size
    let bytes = try Self.read(descriptor, size, path)
    guard bytes.count == size else { throw .damaged(path: path, problem: "it has become shorter while it was read") }
    return bytes
  }

  private static func read(_ descriptor: Int32, _ size: Int, _ path: String) throws(DatasetError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      while initialized < size {
        let got = Foundation.read(descriptor, buffer.baseAddress.map { $0 + initialized }, size - initialized)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { return }
        initialized += got
      }
    }
    guard failure == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(failure))) }
    return bytes
  }
}
