extension FixedPointFormat {
  /// The `width` bits of `code`, two's complement when signed, in the low bits of the result.
  ///
  /// - Precondition: `codes` contains `code`.
  @inlinable
  public func bitPattern(of code: Int) -> UInt32 {
    precondition(codes.contains(code), "code \(code) is not a code of \(self)")
    return UInt32(truncatingIfNeeded: code) & mask
  }

  /// The code whose bits are the low `width` bits of `pattern`; higher bits are ignored.
  @inlinable
  public func code(ofBitPattern pattern: UInt32) -> Int {
    let bits = Int(pattern & mask)
    return isSigned && bits > maximumCode ? bits - (1 << width) : bits
  }

  /// `width` ones.
  @inlinable public var mask: UInt32 { UInt32.max >> UInt32(32 - width) }
}
