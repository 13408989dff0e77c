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

extension PortableMath {
  /// The number that a standard normal deviate stays below with probability `p`; relative error about 1e−15.
  ///
  /// Wichura's algorithm AS 241 (PPND16), Applied Statistics 37 (1988): a rational function for the middle 85 %, and two
  /// in √(−ln p) for the tails.
  /// - Precondition: 0 < `p` < 1; otherwise the value means nothing.
  @inlinable
  public static func normalQuantile(_ p: Double) -> Double {
    let q = p - 0.5
    let r = 0.180625 - q * q
    if r >= 0 {
      let top = horner(
        r, 2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0)
      let bottom = horner(
        r, 5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1)
      return q * top / bottom
    }
    let root = (-log(q < 0 ? p : 1 - p)).squareRoot()
    let magnitude: Double
    if root <= 5 {
      let t = root - 1.6
      let top = horner(
        t, 7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
        3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0)
      let bottom = horner(
        t, 1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1)
      magnitude = top / bottom
    } else {
      let t = root - 5
      let top = horner(
        t, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0)
      let bottom = horner(
        t, 2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
        7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1)
      magnitude = top / bottom
    }
    return q < 0 ? -magnitude : magnitude
  }

  /// Φ(z), the probability that a standard normal deviate stays below `z`; absolute error below 1e−14; 0 or 1 where |z| > 8.3.
  ///
  /// Φ(z) = ½ + φ(z) (z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + …).
  public static func normalDistribution(_ z: Double) -> Double {
    if z < -8.3 { return 0 }
    if z > 8.3 { return 1 }
    var term = z
    var sum = z
    var divisor = 3.0
    while term.magnitude > 1e-18 * sum.magnitude {
      term *= z * z / divisor
      sum += term
      divisor += 2
    }
    return 0.5 + normalDensity(z) * sum
  }

  /// φ(z) = e^(−z²/2) / √(2π).
  public static func normalDensity(_ z: Double) -> Double {
    exp(-0.5 * z * z) * 0.3989422804014327
  }

  /// The polynomial with these coefficients, highest power first.
  @inlinable @inline(__always)
  static func horner(
    _ x: Double, _ c7: Double, _ c6: Double, _ c5: Double, _ c4: Double, _ c3: Double, _ c2: Double, _ c1: Double,
    _ c0: Double
  ) -> Double {
    ((((((c7 * x + c6) * x + c5) * x + c4) * x + c3) * x + c2) * x + c1) * x + c0
  }
}
