import LNQRandom

/// Random numbers for training. Their definitions are here so that no change of a library changes a seeded run.
enum Draw {
  /// Uniform in −`bound` ..< `bound`, on a grid of 2^24 points.
  static func uniform(_ bound: Float, from generator: inout SplitMix64) -> Float {
    let unit = Float(generator.next() >> 40) * 0x1p-24
    return (2 * unit - 1) * bound
  }

  /// An integer in 0 ..< `limit`; the bias of at most `limit` · 2^−64 is accepted.
  static func index(below limit: Int, from generator: inout SplitMix64) -> Int {
    Int(UInt64(limit).multipliedFullWidth(by: generator.next()).high)
  }

  /// `count` distinct integers in 0 ..< `limit`, ascending, all choices equally likely.
  static func distinct(_ count: Int, below limit: Int, from generator: inout SplitMix64) -> [Int] {
    var candidates = Array(0..<limit)
    for i in 0..<count { candidates.swapAt(i, i + index(below: limit - i, from: &generator)) }
    return candidates.prefix(count).sorted()
  }

  /// Fisher and Yates' shuffle, from the end.
  static func shuffle(_ values: inout [Int32], from generator: inout SplitMix64) {
    values.withUnsafeMutableBufferPointer { values in
      for i in stride(from: values.count - 1, to: 0, by: -1) {
        values.swapAt(i, index(below: i + 1, from: &generator))
      }
    }
  }
}
