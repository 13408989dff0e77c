extension Safetensors {
  /// The file. Equal values give equal bytes: metadata is sorted by its keys, tensors keep their order.
  ///
  /// The header is padded with blanks to a multiple of 8 bytes.
  public func serialized() -> [UInt8] {
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
      entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var data: [UInt8] = []
    for tensor in tensors {
      let start = data.count
      switch tensor.values {
      case .float32(let values): for value in values { Self.append(value.bitPattern, to: &data) }
      case .float64(let values): for value in values { Self.append(value.bitPattern, to: &data) }
      case .int64(let values): for value in values { Self.append(UInt64(bitPattern: value), to: &data) }
      }
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      entries.append(
        "\(JSONText.quoted(tensor.name)):{\"dtype\":\"\(tensor.values.dtype)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(start),\(data.count)]}")
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var file: [UInt8] = []
    Self.append(UInt64(header.count), to: &file)
    return file + header + data
  }

  private static func append(_ integer: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
