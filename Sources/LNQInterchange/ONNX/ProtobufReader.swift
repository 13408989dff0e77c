/// The fields of a message in the wire format of Protocol Buffers, one after the other.
struct ProtobufReader {
  /// What a field holds, by its wire type.
  enum Value {
    case integer(UInt64)
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)
    case fixed64(UInt64)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field; nil at the end.
  ///
  /// - Throws: `Damage` where the message ends within a field, or has one of an unknown kind.
  mutating func next() throws(Damage) -> (field: Int, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let key = try varint()
    let value: Value
    switch key & 7 {
    case 0: value = .integer(try varint())
    case 1: value = .fixed64(try fixed(8))
    case 2:
      let count = try varint()
      guard count <= UInt64(rest.count) else { throw Damage() }
      value = .bytes(rest.prefix(Int(count)))
      rest = rest.dropFirst(Int(count))
    case 5: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
    default: throw Damage()
    }
    guard key >> 3 <= 1 << 29 else { throw Damage() }
    return (Int(key >> 3), value)
  }

  /// Whole numbers that stand one after the other in a packed field.
  static func packed(_ bytes: ArraySlice<UInt8>) throws(Damage) -> [Int] {
    var (reader, values) = (ProtobufReader(bytes), [Int]())
    while !reader.rest.isEmpty { values.append(Int(truncatingIfNeeded: try reader.varint())) }
    return values
  }

  private mutating func varint() throws(Damage) -> UInt64 {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while let byte = rest.popFirst() {
      guard shift < 64 else { throw Damage() }
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
    throw Damage()
  }

  private mutating func fixed(_ count: Int) throws(Damage) -> UInt64 {
    guard rest.count >= count else { throw Damage() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A message that is none.
  struct Damage: Error {}
}
