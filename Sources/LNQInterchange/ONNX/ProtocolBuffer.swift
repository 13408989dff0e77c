import LNQData

/// Bytes of a Protocol Buffers message, field after field: as much of the wire format as ONNX and TensorBoard's events need.
///
/// A field is a tag, number · 8 + wire type, and its value. A value of 0 is written too.
public struct ProtocolBuffer {
  /// What there is so far.
  public private(set) var bytes: [UInt8] = []

  /// Without fields.
  public init() {}

  /// Wire type 0: an int64 or an enum, seven bits a byte, the lowest first. Negative numbers take ten bytes.
  public mutating func append(_ field: Int, integer: Int64) {
    append(tag: field, wireType: 0)
    append(varint: UInt64(bitPattern: integer))
  }

  /// Wire type 1: a double.
  public mutating func append(_ field: Int, double: Double) {
    append(tag: field, wireType: 1)
    append(fixed: double.bitPattern)
  }

  /// Wire type 2: a string.
  public mutating func append(_ field: Int, text: String) { append(field, bytes: Array(text.utf8)) }

  /// Wire type 2: a message within the message.
  public mutating func append(_ field: Int, message: ProtocolBuffer) { append(field, bytes: message.bytes) }

  /// The same of one that `body` fills.
  mutating func append(_ field: Int, _ body: (inout ProtocolBuffer) -> Void) {
    var message = ProtocolBuffer()
    body(&message)
    append(field, message: message)
  }

  /// Wire type 5: a float.
  public mutating func append(_ field: Int, float: Float) {
    append(tag: field, wireType: 5)
    append(fixed: float.bitPattern)
  }

  /// Wire type 2: bytes.
  mutating func append(_ field: Int, bytes content: [UInt8]) {
    append(tag: field, wireType: 2)
    append(varint: UInt64(content.count))
    bytes += content
  }

  private mutating func append(tag field: Int, wireType: UInt64) { append(varint: UInt64(field) << 3 | wireType) }

  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(fixed value: some FixedWidthInteger) {
    bytes.append(littleEndian: value)
  }
}
