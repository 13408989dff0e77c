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
