import LNQRandom

/// Changes files as damage, other programs and ill will do: bits, pieces, and above all numbers and words that are valid and
/// impossible.
struct Mutator {
  /// What a file is made of.
  enum Kind {
    /// Bytes that nobody types.
    case binary
    /// Lines, numbers and words.
    case text
    /// A header of JSON with its length before it, then numbers.
    case safetensors
  }

  private var random: SplitMix64

  /// Equal seeds and numbers give equal changes.
  init(seed: UInt64, number: Int) { random = SplitMix64(seed: seed, stream: UInt64(number)) }

  /// A number below `count`.
  mutating func choice(of count: Int) -> Int { random.uniform(below: count) }

  /// `bytes` with one change, sometimes with up to four.
  mutating func mutate(_ bytes: [UInt8], _ kind: Kind) -> [UInt8] {
    var result = bytes
    for _ in 0...(choice(of: 2) == 0 ? 0 : choice(of: 4)) {
      switch kind {
      case .binary: result = mutateBytes(result)
      case .text: result = choice(of: 4) == 0 ? mutateBytes(result) : mutateText(result)
      case .safetensors: result = mutateSafetensors(result)
      }
    }
    return result
  }

  // MARK: - Bytes

  private mutating func mutateBytes(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    guard !bytes.isEmpty else { return [UInt8(choice(of: 256))] }
    let place = choice(of: bytes.count)
    let end = min(bytes.count, place + 1 << choice(of: 9))
    switch choice(of: 8) {
    case 0, 1: bytes[place] ^= UInt8(1 << choice(of: 8))
    case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF, 0x0A, 0x22, 0x2C, 0x5B, 0x7B][choice(of: 10)]
    case 3: bytes.removeLast(choice(of: bytes.count + 1))
    case 4: bytes.removeSubrange(place..<end)
    case 5: bytes.insert(contentsOf: bytes[place..<end], at: choice(of: bytes.count))
    case 6: return write(Self.words[choice(of: Self.words.count)], into: bytes, at: place & ~7)
    default: for index in place..<min(bytes.count, place + 16) { bytes[index] = UInt8(choice(of: 256)) }
    }
    return bytes
  }

  /// Eight bytes that are the extremes of some type.
  private static let words: [UInt64] = [
    0, 1, .max, 1 << 63, UInt64(Int64.max), 1 << 31, 1 << 32, 1 << 40, Double.nan.bitPattern,
    Double.infinity.bitPattern, Double.greatestFiniteMagnitude.bitPattern, (-Double.greatestFiniteMagnitude).bitPattern,
    Double.leastNonzeroMagnitude.bitPattern, 0x7F80_0000_7FC0_0000, 0x7F7F_FFFF_FF7F_FFFF,
  ]

  private func write(_ word: UInt64, into bytes: [UInt8], at place: Int) -> [UInt8] {
    var bytes = bytes
    for index in 0..<8 where place + index < bytes.count {
      bytes[place + index] = UInt8(truncatingIfNeeded: word >> UInt64(8 * index))
    }
    return bytes
  }

  // MARK: - Text

  private static let numbers = [
    "0", "-1", "1", "2", "255", "256", "65536", "2147483647", "2147483648", "4294967296", "1099511627776",
    "9007199254740993", "4611686018427387904", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "18446744073709551615", "1e19", "1e308", "-1e308", "1e999", "5e-324", "-0", "1.5", "true", "null", "\"1\"", "[]",
    "{}",
  ]

  private static let texts = [
    "", "\u{0}", "\n", "../../x", "/", "-", "é", "e\u{301}", "\u{202E}", "\u{1F600}", "<b>", "'", "\\\"", "\\u0000",
    "\\ud800", "*/", "//", "\u{1B}[31m", "best.__metadata__", "__metadata__", "nan", "inf", "s8.4", "u32.64", "s1.-64",
    String(repeating: "A", count: 300), "ReLU()", "fan_in=3", "bits=2", ", ", "(", ")", "Residual(",
    "Recipe(max_epochs=1)",
  ]

  private mutating func mutateText(_ bytes: [UInt8]) -> [UInt8] {
    switch choice(of: 8) {
    case 0...4:
      let tokens = Self.tokens(in: bytes) { ($0 >= 48 && $0 <= 57) || $0 == 45 || $0 == 46 }
      guard !tokens.isEmpty else { return mutateBytes(bytes) }
      return replacing(tokens[choice(of: tokens.count)], in: bytes, by: Self.numbers[choice(of: Self.numbers.count)])
    case 5:
      let tokens = Self.tokens(in: bytes) { ($0 | 32 >= 97 && $0 | 32 <= 122) || $0 == 95 }
      guard !tokens.isEmpty else { return mutateBytes(bytes) }
      return replacing(tokens[choice(of: tokens.count)], in: bytes, by: Self.texts[choice(of: Self.texts.count)])
    case 6:
      let place = choice(of: bytes.count + 1)
      return replacing(place..<place, in: bytes, by: Self.texts[choice(of: Self.texts.count)])
    default:
      var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
      let (from, to) = (choice(of: lines.count), choice(of: lines.count))
      switch choice(of: 3) {
      case 0: lines.remove(at: from)
      case 1: lines.insert(lines[from], at: to)
      default: lines.swapAt(from, to)
      }
      return Array(lines.joined(separator: [10]))
    }
  }

  private static func tokens(in bytes: [UInt8], _ belongs: (UInt8) -> Bool) -> [Range<Int>] {
    var tokens: [Range<Int>] = []
    var start: Int?
    for (index, byte) in bytes.enumerated() {
      if belongs(byte) {
        start = start ?? index
      } else if let first = start {
        tokens.append(first..<index)
        start = nil
      }
    }
    return tokens + (start.map { [$0..<bytes.count] } ?? [])
  }

  private func replacing(_ range: Range<Int>, in bytes: [UInt8], by text: String) -> [UInt8] {
    bytes[..<range.lowerBound] + Array(text.utf8) + bytes[range.upperBound...]
  }

  // MARK: - Safetensors

  /// The header's text changes with a length that fits, or the numbers do.
  private mutating func mutateSafetensors(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 8 else { return mutateBytes(bytes) }
    let length = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16
    guard length > 0, 8 + length <= bytes.count else { return mutateBytes(bytes) }
    let (header, data) = (Array(bytes[8..<8 + length]), Array(bytes[(8 + length)...]))
    switch choice(of: 8) {
    case 0: return mutateBytes(bytes)
    case 1...3: return bytes[..<(8 + length)] + mutateBytes(data)
    default:
      let changed = mutateText(header)
      return write(UInt64(changed.count), into: [UInt8](repeating: 0, count: 8), at: 0) + changed + data
    }
  }
}
