/// Numbers as binary files have them.
extension [UInt8] {
  /// Adds a whole number, its lowest byte first.
  public mutating func append(littleEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// Adds whole numbers, the lowest byte of each first.
  public mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(littleEndian numbers: [Number]) {
    let numbers = Int(littleEndian: 1) == 1 ? numbers : numbers.map(\.littleEndian)
    numbers.withUnsafeBytes { append(contentsOf: $0) }
  }
}

extension Float {
  /// The value of an IEEE 754 half: 1 bit of sign, 5 of exponent, 10 of fraction. (Not every platform has `Float16`.)
  public init(halfBits bits: UInt16) {
    let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
    let magnitude: Float =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
      }
    self = bits >> 15 == 0 ? magnitude : -magnitude
  }
}
