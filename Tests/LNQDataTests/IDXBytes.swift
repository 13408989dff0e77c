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
  return packed + littleEndian(Int(checksum(bytes)), 4) + littleEndian(bytes.count & 0xFFFF_FFFF, 4)
}

/// The CRC-32 of gzip and zip.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
  var checksum = UInt32.max
  for byte in bytes {
    checksum ^= UInt32(byte)
    for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
  }
  return ~checksum
}

private func littleEndian(_ number: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

/// A zip archive of stored members.
func zip(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
  var archive: [UInt8] = []
  var directory: [UInt8] = []
  for (name, bytes) in members {
    let facts =
      littleEndian(20, 2) + [UInt8](repeating: 0, count: 8) + littleEndian(Int(checksum(bytes)), 4)
      + littleEndian(bytes.count, 4) + littleEndian(bytes.count, 4) + littleEndian(name.utf8.count, 2) + [0, 0]
    directory += [0x50, 0x4B, 1, 2, 20, 0] + facts + [UInt8](repeating: 0, count: 10) + littleEndian(archive.count, 4)
    directory += name.utf8
    archive += [0x50, 0x4B, 3, 4] + facts + Array(name.utf8) + bytes
  }
  let end =
    [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + littleEndian(members.count, 2) + littleEndian(members.count, 2)
    + littleEndian(directory.count, 4) + littleEndian(archive.count, 4) + [0, 0]
  return archive + directory + end
}

/// An `.npz` file.
func npz(_ arrays: KeyValuePairs<String, [UInt8]>) -> [UInt8] { zip(arrays.map { ($0.key + ".npy", $0.value) }) }

/// A `.npy` file, version 1.
func npy(_ type: String, _ shape: String, _ elements: [UInt8], order: String = "False") -> [UInt8] {
  // Records are a list, other types a word.
  let type = type.hasPrefix("[") ? type : "'\(type)'"
  let header = "{'descr': \(type), 'fortran_order': \(order), 'shape': \(shape), }\n"
  var bytes: [UInt8] = [0x93]
  bytes += "NUMPY".utf8
  bytes += [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
  bytes += header.utf8
  return bytes + elements
}
