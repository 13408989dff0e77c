#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The contents of a `.safetensors` file: named tensors and text metadata.
///
/// The file is an 8-byte little-endian length, that many bytes of JSON, and the tensors' bytes, little-endian, without
/// gaps. lnq writes the dtypes that a `state_dict` of its layers has, F32 and I64, and F64, and reads those of `StoredType`.
public struct Safetensors: Sendable, Equatable {
  /// A tensor.
  public struct Tensor: Sendable, Equatable {
    /// `seq_blocks.0.weight`.
    public let name: String
    /// Its extents; empty for a single number.
    public let shape: [Int]
    /// Its numbers, the last index running fastest.
    public let values: Values

    /// - Precondition: as many values as `shape` says.
    public init(name: String, shape: [Int], values: Values) {
      precondition(values.count == shape.reduce(1, *), "\(name): \(values.count) values for the shape \(shape)")
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// A tensor's numbers.
  public enum Values: Sendable, Equatable {
    /// dtype F32.
    case float32([Float])
    /// dtype F64.
    case float64([Double])
    /// dtype I64.
    case int64([Int64])

    /// How many there are.
    public var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int64(let values): values.count
      }
    }

    /// How many bytes they take in a file.
    var byteCount: Int {
      switch self {
      case .float32: 4 * count
      case .float64, .int64: 8 * count
      }
    }

    /// As the header spells it.
    var dtype: String {
      switch self {
      case .float32: "F32"
      case .float64: "F64"
      case .int64: "I64"
      }
    }
  }

  /// In the order of their bytes in the file; the names are distinct.
  public let tensors: [Tensor]
  /// `__metadata__`.
  public let metadata: [String: String]

  /// - Precondition: no two tensors have the same name, and none is called `__metadata__`.
  public init(tensors: [Tensor], metadata: [String: String] = [:]) {
    let names = Set(tensors.map(\.name))
    precondition(names.count == tensors.count && !names.contains(Self.metadataName), "tensors have distinct names")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// What no tensor can be called.
  static let metadataName = "__metadata__"

  /// The longest header, 100 MB, as in the format's own library.
  static let headerLimit = 100_000_000
}

extension Safetensors {
  /// The file. Equal values give equal bytes: metadata is sorted by its keys, tensors keep their order.
  ///
  /// The header is padded with blanks to a multiple of 8 bytes.
  public func serialized() -> [UInt8] {
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
      entries.append("\"\(Self.metadataName)\":{\(pairs.joined(separator: ","))}")
    }
    var end = 0
    for tensor in tensors {
      let start = end
      end += tensor.values.byteCount
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      entries.append(
        "\(JSONText.quoted(tensor.name)):{\"dtype\":\"\(tensor.values.dtype)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(start),\(end)]}")
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var file: [UInt8] = []
    file.reserveCapacity(8 + header.count + end)
    file.append(littleEndian: UInt64(header.count))
    file += header
    for tensor in tensors { tensor.values.append(to: &file) }
    return file
  }
}

extension Safetensors.Values {
  /// Adds the numbers to bytes, as safetensors and torch have them: little-endian, without gaps.
  public func append(to bytes: inout [UInt8]) {
    switch self {
    case .float32(let values): bytes.append(littleEndian: values.map(\.bitPattern))
    case .float64(let values): bytes.append(littleEndian: values.map(\.bitPattern))
    case .int64(let values): bytes.append(littleEndian: values)
    }
  }
}

extension Safetensors {
  /// Reads a file, strictly: the tensors have to cover the bytes after the header without gaps or overlaps.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: what error sentences call it.
  /// - Throws: `CheckpointError` with the file and the tensor.
  public init(bytes: [UInt8], file: String) throws(CheckpointError) {
    func fail(_ problem: CheckpointError.Problem) -> CheckpointError { CheckpointError(file: file, problem: problem) }
    guard bytes.count >= 8 else { throw fail(.tooShort(bytes: bytes.count)) }
    let length = Self.integer(UInt64.self, in: bytes, at: 0)
    guard length <= UInt64(bytes.count - 8), length <= UInt64(Self.headerLimit) else {
      throw fail(.headerLength(length, available: bytes.count - 8))
    }
    let dataStart = 8 + Int(length)
    guard Self.valueCount(in: bytes[8..<dataStart]) <= Self.valueLimit else { throw fail(.header) }
    var wholeBytes = 0
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<dataStart]))
    } catch {
      throw fail(.header)
    }
    var tensors: [Tensor] = []
    var end = 0
    for (name, entry) in header.entries {
      let (type, count): (StoredType, Int)
      do {
        (type, count) = try entry.checked(name, start: end, limit: bytes.count - dataStart)
      } catch {
        throw fail(error)
      }
      // A byte becomes eight.
      if type.isWhole, type.size < 8 { wholeBytes += 8 * count }
      guard wholeBytes <= 32 << 20 else { throw fail(.dtype(tensor: name, dtype: type.rawValue)) }
      let values = bytes.withUnsafeBytes {
        type.values(at: 0..<count, in: UnsafeRawBufferPointer(rebasing: $0[(dataStart + end)...]))
      }
      tensors.append(Tensor(name: name, shape: entry.shape, values: values))
      end = entry.dataOffsets[1]
    }
    guard dataStart + end == bytes.count else { throw fail(.leftOver(bytes: bytes.count - dataStart - end)) }
    self.init(tensors: tensors, metadata: header.metadata)
  }

  /// How many values of JSON a header may have: a tensor has about ten.
  private static let valueLimit = 400_000

  /// How many values a text of JSON has at most, counted by what stands between them outside of its strings.
  private static func valueCount(in json: ArraySlice<UInt8>) -> Int {
    var (count, isText, isEscaped) = (1, false, false)
    for byte in json {
      if isText {
        isText = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else {
        switch byte {
        case UInt8(ascii: "\""): isText = true
        case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): count += 1
        default: break
        }
      }
    }
    return count
  }

  private static func integer<Integer: FixedWidthInteger>(
    _: Integer.Type, in bytes: [UInt8], at offset: Int
  ) -> Integer {
    bytes.withUnsafeBytes { Integer(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Integer.self)) }
  }

  /// The JSON object at the start of the file.
  private struct Header: Decodable {
    var metadata: [String: String] = [:]
    /// In the order of their bytes.
    var entries: [(name: String, entry: Entry)] = []

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == Safetensors.metadataName {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries.append((key.stringValue, try container.decode(Entry.self, forKey: key)))
        }
      }
      entries.sort { ($0.entry.dataOffsets, $0.name) < ($1.entry.dataOffsets, $1.name) }
    }

    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
  }

  /// What the header says about a tensor.
  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case dataOffsets = "data_offsets"
    }

    /// Type and number of the values, when everything agrees and the bytes begin at `start` and end at or before `limit`.
    func checked(_ name: String, start: Int, limit: Int) throws(CheckpointError.Problem) -> (StoredType, Int) {
      guard let type = StoredType(rawValue: dtype) else { throw .dtype(tensor: name, dtype: dtype) }
      guard dataOffsets.count == 2, dataOffsets[0] == start, dataOffsets[1] >= start, dataOffsets[1] <= limit else {
        throw .offsets(tensor: name, offsets: dataOffsets, start: start, limit: limit)
      }
      var size = type.size
      for extent in shape {
        let (product, overflows) = size.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflows else { throw .size(tensor: name, shape: shape, bytes: dataOffsets[1] - start) }
        size = product
      }
      guard size == dataOffsets[1] - start else {
        throw .size(tensor: name, shape: shape, bytes: dataOffsets[1] - start)
      }
      return (type, size / type.size)
    }
  }
}

/// Whether `left` comes before `right` in lexicographic order, names last.
private func < (left: ([Int], String), right: ([Int], String)) -> Bool {
  left.0 == right.0 ? left.1 < right.1 : left.0.lexicographicallyPrecedes(right.0)
}
