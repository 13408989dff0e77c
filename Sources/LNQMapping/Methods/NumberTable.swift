/// What a `NumberTable` finds.
protocol NumberedKey: Equatable {
  /// Stands in free places.
  static var filler: Self { get }
  /// A number that differs from key to key in its upper half.
  var mixed: UInt64 { get }
}

extension UInt64: NumberedKey {
  static var filler: UInt64 { 0 }
  var mixed: UInt64 { self &* 0x9E37_79B9_7F4A_7C15 }
}

/// A number for each key: a hash table of open addressing, since thousands of covers ask for hundreds of keys each.
struct NumberTable<Key: NumberedKey> {
  private var keys: [Key]
  /// −1 for a free place.
  private var numbers: [Int32]
  private var count = 0

  init() {
    (keys, numbers) = ([Key](repeating: .filler, count: 256), [Int32](repeating: -1, count: 256))
  }

  /// The number of a key; where it has none, the new one, 0 or more.
  mutating func find(_ key: Key, orAdd number: Int32) -> Int32 {
    let place = place(of: key)
    if numbers[place] >= 0 { return numbers[place] }
    (keys[place], numbers[place]) = (key, number)
    count += 1
    if 2 * count > keys.count { grow() }
    return number
  }

  /// Where a key is, or would be.
  private func place(of key: Key) -> Int {
    var place = Int(truncatingIfNeeded: key.mixed >> 32) & (keys.count - 1)
    while numbers[place] >= 0, keys[place] != key { place = (place + 1) & (keys.count - 1) }
    return place
  }

  private mutating func grow() {
    let old = zip(keys, numbers).filter { $0.1 >= 0 }
    keys = [Key](repeating: .filler, count: 2 * keys.count)
    numbers = [Int32](repeating: -1, count: 2 * numbers.count)
    for (key, number) in old {
      let place = place(of: key)
      (keys[place], numbers[place]) = (key, number)
    }
  }
}
