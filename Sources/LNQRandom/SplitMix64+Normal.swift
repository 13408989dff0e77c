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
