import LNQFixedPoint
import LNQRandom
import Testing

@testable import LNQQuantization

@Suite("Calibration")
struct CalibrationTests {
  @Test("finds the binary point with the smallest squared error of all", arguments: 1...12)
  func best(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let isSigned = seed.isMultiple(of: 2)
    let spread = Double.random(in: 0.01...100, using: &random)
    let values = (0..<300).map { _ in (isSigned ? 1 : 0.5) * spread * random.normal() }
    for width in [2, 4, 8] {
      func error(_ quantizer: Quantizer) throws -> Double {
        try values.reduce(0) {
          let rest = $1 - quantizer.value(of: try quantizer.code(of: $1))
          return $0 + rest * rest
        }
      }
      let chosen = try Calibration.quantizer(for: values, width: width, isSigned: isSigned)
      for fractionBits in -20...40 {
        let other = Quantizer(
          try FixedPointFormat(width: width, fractionBits: fractionBits, isSigned: isSigned))
        #expect(try error(chosen) <= error(other), "\(chosen.format) against \(other.format)")
      }
    }
  }

  @Test("takes a scale of 1 when nothing but 0 was seen")
  func zeros() throws {
    #expect(try Calibration.quantizer(for: [0, 0], width: 4, isSigned: true).scale == 1)
    #expect(try Calibration.quantizer(for: [-3], width: 4, isSigned: false).scale == 1)
  }

  @Test("refuses NaN")
  func notANumber() {
    #expect(throws: FixedPointError.notANumber) { try Calibration.quantizer(for: [1, .nan], width: 4, isSigned: true) }
  }
}
