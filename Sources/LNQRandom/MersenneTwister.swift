/// Matsumoto and Nishimura's MT19937, seeded by their `init_genrand`, as NumPy's `RandomState(seed)` is.
///
/// It serves to repeat what NumPy and scikit-learn draw; for everything else there is `SplitMix64`.
public struct MersenneTwister: RandomNumberGenerator, Sendable, Hashable {
  private static let size = 624
  private static let middle = 397

  private var state: [UInt32]
  private var position: Int

  /// The generator of NumPy's `RandomState(seed)`.
  public init(seed: UInt32) {
    state = [UInt32](repeating: seed, count: Self.size)
    position = Self.size
    for i in 1..<Self.size {
      let previous = state[i - 1]
      state[i] = 1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(i)
    }
  }

  /// The next 32 uniformly distributed bits.
  public mutating func nextUInt32() -> UInt32 {
    if position == Self.size { regenerate() }
    var y = state[position]
    position += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C_5680
    y ^= (y << 15) & 0xEFC6_0000
    return y ^ (y >> 18)
  }

  /// The next two numbers, the earlier one as the upper half.
  public mutating func next() -> UInt64 {
    let high = UInt64(nextUInt32())
    return high << 32 | UInt64(nextUInt32())
  }

  private mutating func regenerate() {
    for i in 0..<Self.size {
      let next = i + 1 == Self.size ? 0 : i + 1
      let partner = i + Self.middle < Self.size ? i + Self.middle : i + Self.middle - Self.size
      let y = (state[i] & 0x8000_0000) | (state[next] & 0x7FFF_FFFF)
      state[i] = state[partner] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    position = 0
  }
}

extension MersenneTwister {
  /// The numbers 0 ..< `count` in the order of NumPy's `RandomState.permutation(count)`.
  ///
  /// Fisher and Yates's exchanges from the end; each partner comes from `integer(through:)`.
  /// - Precondition: 0 ≤ `count` ≤ 2^32.
  public mutating func permutation(_ count: Int) -> [Int] {
    precondition(count >= 0 && count <= 1 << 32, "a permutation of \(count) numbers")
    var order = Array(0..<count)
    order.withUnsafeMutableBufferPointer { order in
      var last = count - 1
      while last > 0 {
        order.swapAt(last, Int(integer(through: UInt32(last))))
        last -= 1
      }
    }
    return order
  }

  /// An integer in 0 ... `limit`, all equally probable, as NumPy's `RandomState` draws it: 32 bits, masked to the
  /// length of `limit`, drawn again while greater than `limit`. A limit of 0 draws nothing.
  public mutating func integer(through limit: UInt32) -> UInt32 {
    if limit == 0 { return 0 }
    let mask = UInt32.max >> UInt32(limit.leadingZeroBitCount)
    while true {
      let value = nextUInt32() & mask
      if value <= limit { return value }
    }
  }
}
