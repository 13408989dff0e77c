/// An IDX file of bytes.
func idx(_ shape: [Int], _ elements: [UInt8], type: UInt8 = 8) -> [UInt8] {
  var bytes: [UInt8] = [0, 0, type, UInt8(shape.count)]
  for length in shape {
    for shift in [24, 16, 8, 0] { bytes.append(UInt8(length >> shift & 255)) }
  }
  return bytes + elements
}

/// The same packed by gzip, without compression: one stored block for each 65,535 bytes.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let end = min(start + 65_535, bytes.count)
    let count = end - start
    packed.append(end == bytes.count ? 1 : 0)
    packed += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8 & 255)]
    packed += bytes[start..<end]
    start = end
  } while start < bytes.count
  var checksum = UInt32.max
  for byte in bytes {
    checksum ^= UInt32(byte)
    for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
  }
  for word in [~checksum, UInt32(truncatingIfNeeded: bytes.count)] {
    packed += (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
  }
  return packed
}

/// A `.npy` file, version 1.
func npy(_ type: String, _ shape: String, _ elements: [UInt8], order: String = "False") -> [UInt8] {
  let header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n"
  var bytes: [UInt8] = [0x93]
  bytes += "NUMPY".utf8
  bytes += [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
  bytes += header.utf8
  return bytes + elements
}
