import Foundation
import LNQRandom
import Testing

@Suite("Portable mathematics")
struct PortableMathTests {
  @Test("exp agrees with the C library to 2^-50")
  func exponential() {
    for step in -70_000...70_000 {
      let x = Double(step) * 0.01
      let expected = Foundation.exp(x)
      #expect(abs(PortableMath.exp(x) - expected) <= expected * 0x1p-50, "exp(\(x))")
    }
  }

  @Test("exp stays at its ends outside -700 ... 700")
  func exponentialEnds() {
    #expect(PortableMath.exp(1e9) == PortableMath.exp(700))
    #expect(PortableMath.exp(-.infinity) == PortableMath.exp(-700))
    #expect(PortableMath.exp(0) == 1)
  }

  @Test("log agrees with the C library to 2^-49 from the smallest normal number to the greatest")
  func logarithm() {
    var x = 0x1p-1022
    while x.isFinite {
      let expected = Foundation.log(x)
      #expect(abs(PortableMath.log(x) - expected) <= abs(expected) * 0x1p-49, "log(\(x))")
      x *= 1.0137
    }
    for step in 1...2000 {
      let near = 1 + Double(step - 1000) * 1e-6
      let expected = Foundation.log(near)
      #expect(abs(PortableMath.log(near) - expected) <= abs(expected) * 0x1p-49, "log(\(near))")
    }
  }

  @Test("the normal distribution agrees with erfc to 1e-14")
  func distribution() {
    for step in -900...900 {
      let z = Double(step) * 0.01
      #expect(abs(PortableMath.normalDistribution(z) - 0.5 * erfc(-z / 2.0.squareRoot())) < 1e-14, "z = \(z)")
    }
  }

  @Test("the normal quantile inverts erfc in the middle and in both tails")
  func quantile() {
    for exponent in stride(from: -16.0, through: -0.31, by: 0.01) {
      let p = Foundation.pow(10, exponent)
      let z = PortableMath.normalQuantile(p)
      #expect(abs(0.5 * erfc(-z / 2.0.squareRoot()) - p) <= p * 2e-13, "p = \(p)")
    }
    for step in 1..<1000 {
      let p = Double(step) / 1024
      #expect(abs(PortableMath.normalDistribution(PortableMath.normalQuantile(p)) - p) < 1e-14, "p = \(p)")
      #expect(PortableMath.normalQuantile(1 - p) == -PortableMath.normalQuantile(p))
    }
    #expect(PortableMath.normalQuantile(0.5) == 0)
  }

  @Test("gives the same bits on every machine")
  func bits() {
    let values: [(Double, UInt64)] = [
      (PortableMath.exp(1), 0x4005_BF0A_8B14_576A),
      (PortableMath.exp(-17.25), 0x3E61_4F49_DBC5_078C),
      (PortableMath.log(10), 0x4002_6BB1_BBB5_5516),
      (PortableMath.log(0.3), 0xBFF3_4378_FCBD_A721),
      (PortableMath.normalQuantile(0.2), 0xBFEA_EE8F_A73A_1333),
      (PortableMath.normalQuantile(0.01), 0xC002_9C5C_4630_FF0E),
      (PortableMath.normalQuantile(1e-14), 0xC01E_9A3E_4034_1034),
      (PortableMath.normalDistribution(1.5), 0x3FED_DCB7_24ED_3702),
    ]
    for (value, bits) in values {
      #expect(value.bitPattern == bits, "\(value) 0x\(String(value.bitPattern, radix: 16))")
    }
  }
}
