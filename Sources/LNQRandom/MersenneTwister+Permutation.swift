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
