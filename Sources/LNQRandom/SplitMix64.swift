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

extension SplitMix64 {
  /// Where the generator stands: `SplitMix64(seed: position)` goes on as this one does.
  public var position: UInt64 { state }
}

extension SplitMix64 {
  /// Stream number `stream` of `seed`: work that is cut into numbered pieces takes one stream a piece, and the result
  /// does not depend on which thread does which piece.
  ///
  /// The start is two rounds of the output function, f(f(seed) + stream), where f is a bijection. So different streams
  /// of one seed start at different places of the one cycle of 2^64 numbers, as good as at random; that any two of k
  /// streams of n numbers overlap has a probability of about k² n / 2^64.
  @inlinable
  public init(seed: UInt64, stream: UInt64) {
    var bySeed = SplitMix64(seed: seed)
    var byStream = SplitMix64(seed: bySeed.next() &+ stream)
    self.init(seed: byStream.next())
  }
}

extension SplitMix64 {
  /// A multiple of 2^−53 in 0 ..< 1, all equally probable. Takes one number of the sequence.
  @inlinable
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An integer in 0 ..< `bound`, all equally probable (Lemire 2019: the upper half of a product, low products that
  /// would make some integers more probable are drawn again).
  ///
  /// The standard library's `Int.random(in:using:)` may change its algorithm from release to release; this may not.
  /// - Precondition: `bound` > 0.
  @inlinable
  public mutating func uniform(below bound: Int) -> Int {
    precondition(bound > 0, "there is no integer in 0 ..< \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }
}

extension SplitMix64 {
  /// A standard normal deviate: the normal quantile of a uniform number that is never 0 or 1.
  ///
  /// Takes exactly one number of the sequence, so that the position after n deviates is known. The bits are equal on
  /// all machines (`PortableMath`). The values lie between −8.21 and 8.21.
  @inlinable
  public mutating func normal() -> Double {
    PortableMath.normalQuantile((Double(next() >> 12) + 0.5) * 0x1p-52)
  }
}

extension SplitMix64 {
  /// Puts the elements into a random order, all equally probable: Fisher and Yates's exchanges, from the end.
  ///
  /// The standard library's `shuffle(using:)` may change its algorithm from release to release; this may not.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    var last = elements.count - 1
    while last > 0 {
      elements.swapAt(last, uniform(below: last + 1))
      last -= 1
    }
  }
}
