/// Elementary functions whose results are the same bits on every machine.
///
/// The C libraries of different systems differ in the last bit of `exp` and `log`. IEEE 754 rounds +, −, ×, ÷ and √ the
/// same way everywhere, and Swift fuses no multiplication with an addition, so these functions use nothing else.
public enum PortableMath {
  /// e^x, relative error below 2^−50, for −700 ≤ x ≤ 700; outside, the value at the nearer end. NaN gives no useful value.
  ///
  /// x = k ln 2 + r with |r| ≤ ln 2 / 2, Taylor's series for e^r, and k goes into the exponent. There are no branches, so
  /// that a loop over it becomes vector code.
  @inlinable
  public static func exp(_ x: Double) -> Double {
    let x = x < -700 ? -700 : (x > 700 ? 700 : x)
    // Adding 1.5 × 2^52 rounds to an integer, which then stands in the lowest bits of the sum.
    let shifted = x * 1.4426950408889634 + 0x1.8p52
    let k = shifted - 0x1.8p52
    let r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33
    var series = 1.0 / 6_227_020_800
    series = series * r + 1.0 / 479_001_600
    series = series * r + 1.0 / 39_916_800
    series = series * r + 1.0 / 3_628_800
    series = series * r + 1.0 / 362_880
    series = series * r + 1.0 / 40_320
    series = series * r + 1.0 / 5_040
    series = series * r + 1.0 / 720
    series = series * r + 1.0 / 120
    series = series * r + 1.0 / 24
    series = series * r + 1.0 / 6
    series = series * r + 1.0 / 2
    series = series * r + 1
    series = series * r + 1
    return series * Double(bitPattern: (shifted.bitPattern &<< 52) &+ 0x3FF0_0000_0000_0000)
  }

  /// The natural logarithm of a positive normal number, relative error below 2^−49.
  ///
  /// x = m 2^k with √½ ≤ m < √2, and ln m = 2 artanh((m − 1) / (m + 1)) as a series.
  /// - Precondition: `x` is at least 2^−1022 and finite; otherwise the value means nothing.
  @inlinable
  public static func log(_ x: Double) -> Double {
    // Subtracting the bits of √½ makes the exponent field count from √½ instead of 1.
    let offset = x.bitPattern &- 0x3FE6_A09E_667F_3BCD
    let k = Double(Int64(bitPattern: offset) >> 52)
    let m = Double(bitPattern: (offset & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_667F_3BCD)
    let s = (m - 1) / (m + 1)
    let q = s * s
    var series = 1.0 / 23
    series = series * q + 1.0 / 21
    series = series * q + 1.0 / 19
    series = series * q + 1.0 / 17
    series = series * q + 1.0 / 15
    series = series * q + 1.0 / 13
    series = series * q + 1.0 / 11
    series = series * q + 1.0 / 9
    series = series * q + 1.0 / 7
    series = series * q + 1.0 / 5
    series = series * q + 1.0 / 3
    let small = 2 * s + 2 * s * q * series
    return k * 0x1.62e42fee00000p-1 + (k * 0x1.a39ef35793c76p-33 + small)
  }
}
