/// A canonical prefix code of RFC 1951, given by the length of each symbol's word.
struct HuffmanCode {
  /// Words up to this length are found by one look into a table.
  static let quickBits = 10
  /// The longest word.
  static let longest = 15

  /// For every `quickBits` bits that may come next: symbol × 16 + length of the word that they begin with; 0 for longer words.
  private let quick: [UInt16]
  /// How many words have each length.
  private let counts: [Int]
  /// The symbols in the order of their words.
  private let symbols: [UInt16]

  /// nil for lengths that leave no room for a word, or that leave words over (except for a code of one word).
  init?(lengths: some Collection<UInt8>) {
    var counts = [Int](repeating: 0, count: Self.longest + 1)
    for length in lengths { counts[Int(length)] += 1 }
    let used = lengths.count - counts[0]
    counts[0] = 0
    var free = 1
    for length in 1...Self.longest {
      free = free * 2 - counts[length]
      if free < 0 { return nil }
    }
    // RFC 1951, 3.2.7: one distance code of one bit; no distance code at all where there are only literals.
    guard free == 0 || used == 0 || (used == 1 && counts[1] == 1) else { return nil }
    var next = [Int](repeating: 0, count: Self.longest + 2)
    var first = [Int](repeating: 0, count: Self.longest + 2)
    for length in 1...Self.longest {
      next[length + 1] = next[length] + counts[length]
      first[length + 1] = (first[length] + counts[length]) * 2
    }
    var symbols = [UInt16](repeating: 0, count: used)
    var quick = [UInt16](repeating: 0, count: 1 << Self.quickBits)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      symbols[next[length]] = UInt16(symbol)
      next[length] += 1
      let word = first[length]
      first[length] += 1
      guard length <= Self.quickBits else { continue }
      // Words are packed with their first bit lowest.
      var reversed = 0
      for bit in 0..<length where word >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
      for index in stride(from: reversed, to: quick.count, by: 1 << length) {
        quick[index] = UInt16(symbol << 4 | length)
      }
    }
    self.quick = quick
    self.counts = counts
    self.symbols = symbols
  }

  /// The symbol whose word comes next; nil where no word does.
  @inline(__always)
  func decode(_ bits: inout BitStream) -> Int? {
    bits.refill()
    let entry = quick.withUnsafeBufferPointer { $0[Int(bits.next(Self.quickBits))] }
    if entry != 0 {
      bits.skip(Int(entry & 15))
      return Int(entry >> 4)
    }
    return decodeLong(&bits)
  }

  private func decodeLong(_ bits: inout BitStream) -> Int? {
    var word = 0
    var first = 0
    var index = 0
    for length in 1...Self.longest {
      word |= Int(bits.take(1))
      let count = counts[length]
      if word - first < count { return Int(symbols[index + word - first]) }
      index += count
      first = (first + count) * 2
      word *= 2
    }
    return nil
  }
}

/// Bytes as a stream of bits, the lowest bit of each byte first. Beyond the end come zeros, and `isOverrun` turns true.
struct BitStream {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var buffer: UInt64 = 0
  private var available = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Whether more bits were taken than there are.
  var isOverrun: Bool { position * 8 - available > bytes.count * 8 }

  /// Makes at least 56 bits available.
  @inline(__always)
  mutating func refill() {
    while available <= 56 {
      if position < bytes.count { buffer |= UInt64(bytes[position]) &<< UInt64(available) }
      position += 1
      available += 8
    }
  }

  /// The next bits, which stay; at most as many as `refill` made available.
  @inline(__always)
  func next(_ count: Int) -> UInt64 { buffer & (1 &<< UInt64(count) &- 1) }

  @inline(__always)
  mutating func skip(_ count: Int) {
    buffer &>>= UInt64(count)
    available -= count
  }

  /// Takes up to 32 bits.
  @inline(__always)
  mutating func take(_ count: Int) -> UInt64 {
    if available < count { refill() }
    let value = next(count)
    skip(count)
    return value
  }

  /// Goes to the beginning of a byte and gives that byte's index.
  mutating func alignToByte() -> Int {
    skip(available % 8)
    return position - available / 8
  }

  /// Goes on at the byte with this index.
  mutating func move(to index: Int) {
    position = index
    buffer = 0
    available = 0
  }
}
