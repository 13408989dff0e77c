import LNQData
import LNQInterchange

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
    var length: [UInt8] = []
    length.append(littleEndian: UInt64(message.count))
    var record = length
    record.append(littleEndian: CRC32C.masked(length))
    record += message
    record.append(littleEndian: CRC32C.masked(message))
    return record
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
