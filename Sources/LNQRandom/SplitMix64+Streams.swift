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
