/// An entry of a TensorBoard event file: TensorFlow's `Event` message.
struct TensorBoardEvent {
  enum Content {
    /// The first event of every file.
    case fileVersion
    /// The run begins anew at the event's step: what older files say from this step on does not count.
    case restart
    /// Named numbers.
    case scalars([(name: String, value: Double)])
  }

  /// Seconds since 1970.
  let time: Double
  /// Steps since the run began.
  let step: Int
  let content: Content

  /// The message: `wall_time` = 1, `step` = 2, and one of `file_version` = 3, `summary` = 5 with `value` = 1 of `tag` = 1
  /// and `simple_value` = 2, and `session_log` = 7 with `status` = 1, where 1 is START.
  var message: [UInt8] {
    var event = ProtocolBuffer()
    event.append(1, double: time)
    // 0 is what a step that is not there means.
    if step != 0 { event.append(2, integer: Int64(step)) }
    switch content {
    case .fileVersion:
      event.append(3, text: "brain.Event:2")
    case .restart:
      var log = ProtocolBuffer()
      log.append(1, integer: 1)
      event.append(7, message: log)
    case .scalars(let scalars):
      var summary = ProtocolBuffer()
      for (name, value) in scalars {
        var scalar = ProtocolBuffer()
        scalar.append(1, text: name)
        scalar.append(2, float: Float(value))
        summary.append(1, message: scalar)
      }
      event.append(5, message: summary)
    }
    return event.bytes
  }

  /// The message in a TFRecord: its length in 8 bytes, their masked check, the message, its masked check; all numbers
  /// little-endian.
  var record: [UInt8] {
    let message = message
    let length = Self.bytes(UInt64(message.count))
    return length + Self.bytes(CRC32C.masked(length)) + message + Self.bytes(CRC32C.masked(message))
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

/// Bytes of a Protocol Buffers message, field after field: as much of the wire format as TensorBoard's events need.
///
/// A field is a tag, number · 8 + wire type, and its value. A value of 0 is written too.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// Wire type 0: an int64 or an enum, seven bits a byte, the lowest first. Negative numbers take ten bytes.
  mutating func append(_ field: Int, integer: Int64) {
    append(tag: field, wireType: 0)
    append(varint: UInt64(bitPattern: integer))
  }

  /// Wire type 1: a double.
  mutating func append(_ field: Int, double: Double) {
    append(tag: field, wireType: 1)
    append(fixed: double.bitPattern)
  }

  /// Wire type 2: a string.
  mutating func append(_ field: Int, text: String) { append(field, bytes: Array(text.utf8)) }

  /// Wire type 2: a message within the message.
  mutating func append(_ field: Int, message: ProtocolBuffer) { append(field, bytes: message.bytes) }

  /// Wire type 5: a float.
  mutating func append(_ field: Int, float: Float) {
    append(tag: field, wireType: 5)
    append(fixed: float.bitPattern)
  }

  private mutating func append(_ field: Int, bytes content: [UInt8]) {
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
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// The cyclic redundancy check of Castagnoli's polynomial 0x1EDC6F41, reflected, as TFRecord files use it.
enum CRC32C {
  /// The check of `bytes`: `123456789` in ASCII has 0xE3069283.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    return ~crc
  }

  /// The check as TFRecord stores it: rotated right by 15 bits, plus 0xA282EAD8, so that a check of data that contains
  /// checks is not their sum.
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let crc = checksum(bytes)
    return ((crc >> 15) | (crc << 17)) &+ 0xA282_EAD8
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
  }
}
