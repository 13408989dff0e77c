/// Steele, Lea and Flood's SplitMix64: a 64-bit counter with a strong output function.
///
/// Equal seeds give equal sequences on every machine. It serves for everything in lnq that is seeded, except where
/// another program's sequence has to be repeated (`MersenneTwister`).
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  @usableFromInline var state: UInt64

  /// A generator whose sequence depends on `seed` alone.
  @inlinable
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 uniformly distributed bits.
  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
