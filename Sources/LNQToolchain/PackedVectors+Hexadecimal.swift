extension PackedVectors {
  /// One vector in hexadecimal, the highest digit first, with leading zeros: the notation of `$readmemh`.
  public func hexadecimal(at index: Int) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let count = (bitWidth + 3) / 4
    let vector = self[index]
    let text = (0..<count).reversed().map { digit in
      digits[Int(vector[vector.startIndex + digit / 8] >> UInt32(digit % 8 * 4)) & 15]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
