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
