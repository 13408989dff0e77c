import LNQData

/// The types that numbers have in files of weights, little-endian; raw values are safetensors' names.
public enum StoredType: String, CaseIterable, Sendable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint8 = "U8"
  case bool = "BOOL"

  /// Whether it is one of whole numbers, which take 8 bytes in memory.
  public var isWhole: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: false
    case .int64, .int32, .int16, .int8, .uint8, .bool: true
    }
  }

  /// How many bytes a number takes.
  public var size: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// The numbers at `indices`: short floats become `Float`, all whole numbers `Int64`. Nothing is rounded.
  ///
  /// - Precondition: `bytes` has all of them.
  public func values(at indices: some Collection<Int>, in bytes: UnsafeRawBufferPointer) -> Safetensors.Values {
    func load<Number: FixedWidthInteger>(_: Number.Type, _ index: Int) -> Number {
      Number(littleEndian: bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Number>.size, as: Number.self))
    }
    return switch self {
    case .float64: .float64(indices.map { Double(bitPattern: load(UInt64.self, $0)) })
    case .float32: .float32(indices.map { Float(bitPattern: load(UInt32.self, $0)) })
    case .float16: .float32(indices.map { Float(halfBits: load(UInt16.self, $0)) })
    case .bfloat16: .float32(indices.map { Float(bitPattern: UInt32(load(UInt16.self, $0)) << 16) })
    case .int64: .int64(indices.map { load(Int64.self, $0) })
    case .int32: .int64(indices.map { Int64(load(Int32.self, $0)) })
    case .int16: .int64(indices.map { Int64(load(Int16.self, $0)) })
    case .int8: .int64(indices.map { Int64(load(Int8.self, $0)) })
    case .uint8, .bool: .int64(indices.map { Int64(load(UInt8.self, $0)) })
    }
  }
}
