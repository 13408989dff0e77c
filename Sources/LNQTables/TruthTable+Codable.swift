import LNQFixedPoint

extension TruthTable: Codable {
  enum CodingKeys: String, CodingKey {
    case addressWidth, output, rows
  }

  /// Writes the rows as one hexadecimal number: the last row first, as a packed constant in Verilog.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(addressWidth, forKey: .addressWidth)
    try container.encode(output, forKey: .output)
    try container.encode(Self.hexadecimal(of: words), forKey: .rows)
  }

  /// Reads what `encode` writes and checks that the parts fit.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let text = try container.decode(String.self, forKey: .rows)
    guard let words = Self.words(ofHexadecimal: text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: container, debugDescription: "rows are hexadecimal digits, 16 for each 64 bits")
    }
    do {
      try self.init(
        addressWidth: container.decode(Int.self, forKey: .addressWidth),
        output: container.decode(FixedPointFormat.self, forKey: .output), words: words)
    } catch let error as TableError {
      throw DecodingError.dataCorruptedError(forKey: .rows, in: container, debugDescription: error.description)
    }
  }

  static func hexadecimal(of words: [UInt64]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(words.count * 16)
    for word in words.reversed() {
      for digit in (0..<16).reversed() { text.append(digits[Int(word >> UInt64(4 * digit) & 15)]) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func words(ofHexadecimal text: String) -> [UInt64]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 16) else { return nil }
    var words: [UInt64] = []
    for start in stride(from: digits.count - 16, through: 0, by: -16) {
      var word: UInt64 = 0
      for digit in digits[start..<start + 16] {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): word = word << 4 | UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): word = word << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
        default: return nil
        }
      }
      words.append(word)
    }
    return words
  }
}
