/// The hash function SHA-256 of FIPS 180-4, fed piece by piece.
public struct SHA256: Sendable {
  private var state: [UInt32]
  private var blocks = MessageBlocks()

  /// The hash of nothing yet.
  public init() {
    state = Self.start
  }

  /// Adds bytes to the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var next = state
    blocks.append(bytes) { Self.compress(&next, $0) }
    state = next
  }

  /// Adds bytes to the message.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The 64 hexadecimal digits, lower case, of the message so far.
  public func hexadecimal() -> String {
    var final = self
    final.update(blocks.padding())
    let digits = Array("0123456789abcdef")
    return String(
      final.state.flatMap { word in (0..<8).map { digits[Int(word >> UInt32(28 - 4 * $0)) & 15] } })
  }

  /// The hash of the bytes of elements of a plain type.
  public static func hexadecimal<Element: BitwiseCopyable>(of elements: [Element]) -> String {
    var hash = SHA256()
    elements.withUnsafeBytes { hash.update($0) }
    return hash.hexadecimal()
  }

  /// The hash of a text's UTF-8.
  public static func hexadecimal(of text: String) -> String {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return hash.hexadecimal()
  }

  /// Takes whole blocks of 64 bytes into the state.
  private static func compress(_ state: inout [UInt32], _ bytes: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
      constants.withUnsafeBufferPointer { constants in
        var block = 0
        while block < bytes.count {
          compress(&state, bytes, block, words, constants)
          block += 64
        }
      }
    }
  }

  /// Takes the 64 bytes from `block` into the state.
  private static func compress(
    _ state: inout [UInt32], _ bytes: UnsafeRawBufferPointer, _ block: Int, _ words: UnsafeMutableBufferPointer<UInt32>,
    _ constants: UnsafeBufferPointer<UInt32>
  ) {
    var t = 0
    while t < 16 {
      words[t] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: block + 4 * t, as: UInt32.self))
      t += 1
    }
    while t < 64 {
      let early = words[t - 15]
      let late = words[t - 2]
      let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
      let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
      words[t] = sigma1 &+ words[t - 7] &+ sigma0 &+ words[t - 16]
      t += 1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    t = 0
    while t < 64 {
      let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let first = h &+ sum1 &+ ((e & f) ^ (~e & g)) &+ constants[t] &+ words[t]
      let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let second = sum0 &+ ((a & b) ^ (a & c) ^ (b & c))
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
      t += 1
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }

  private static let start: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]

  /// The first 32 bits after the point of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
    0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
    0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
    0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
    0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
    0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
  ]
}

/// Cuts a message that comes in pieces into blocks of 64 bytes.
private struct MessageBlocks: Sendable {
  /// Less than a block, until more comes.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// Adds bytes to the message and gives whole blocks to `compress`: one or more of them, one after the other.
  mutating func append(_ bytes: UnsafeRawBufferPointer, compress: (UnsafeRawBufferPointer) -> Void) {
    byteCount += UInt64(bytes.count)
    var position = 0
    if !pending.isEmpty {
      position = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<position])
      if pending.count < 64 { return }
      pending.withUnsafeBytes { compress($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let blocks = (bytes.count - position) / 64 * 64
    if blocks > 0 { compress(UnsafeRawBufferPointer(rebasing: bytes[position..<(position + blocks)])) }
    pending.append(contentsOf: bytes[(position + blocks)...])
  }

  /// What completes the last block: a one, zeros, and the message's length in bits, 8 bytes.
  func padding() -> [UInt8] {
    let bits = byteCount * 8
    let length = (0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
    return [0x80] + [UInt8](repeating: 0, count: (119 - Int(byteCount % 64)) % 64) + length
  }
}
