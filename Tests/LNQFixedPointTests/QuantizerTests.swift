import Foundation
import LNQFixedPoint
import LNQRandom
import Testing

@Suite("Quantizer")
struct QuantizerTests {
  @Test("returns to every code from its value", arguments: FixedPointFormatTests.smallFormats, [1.0, 0.3, 17.25])
  func roundTrip(format: FixedPointFormat, factor: Double) throws {
    let quantizer = try Quantizer(format: format, scale: format.scale * factor)
    for code in format.codes { #expect(try quantizer.code(of: quantizer.value(of: code)) == code) }
  }

  @Test("never decreases, seed 11", arguments: FixedPointFormatTests.smallFormats)
  func monotone(format: FixedPointFormat) throws {
    var random = SplitMix64(seed: 11)
    let quantizer = Quantizer(format)
    let bound = 2 * Double(1 << format.width) * format.scale
    let codes = try (0..<500).map { _ in Double.random(in: -bound...bound, using: &random) }.sorted()
      .map(quantizer.code(of:))
    #expect(codes == codes.sorted())
  }

  @Test("picks the nearest value and the even code on a tie", arguments: FixedPointFormatTests.smallFormats)
  func nearest(format: FixedPointFormat) throws {
    let quantizer = Quantizer(format)
    for code in format.minimumCode..<format.maximumCode {
      let tie = (quantizer.value(of: code) + quantizer.value(of: code + 1)) / 2
      #expect(try quantizer.code(of: tie) == (code.isMultiple(of: 2) ? code : code + 1))
      #expect(try quantizer.code(of: tie.nextDown) == code)
      #expect(try quantizer.code(of: tie.nextUp) == code + 1)
    }
  }

  @Test("refuses a scale that is not finite and positive", arguments: [0, -1, .infinity, .nan] as [Double])
  func scales(scale: Double) throws {
    let format = try FixedPointFormat(width: 4, fractionBits: 0, isSigned: true)
    let error = #expect(throws: FixedPointError.self) { try Quantizer(format: format, scale: scale) }
    #expect(error?.description == "a quantizer's scale of \(scale): it must be finite and greater than 0")
  }

  @Test("says where to look when a number is NaN")
  func notANumber() {
    #expect(FixedPointError.notANumber.description.contains("look for missing values"))
  }

  @Test("is checked when it is read from JSON")
  func decoding() throws {
    let good = Data(#"{"format": "s4.2", "scale": 0.25}"#.utf8)
    #expect(try JSONDecoder().decode(Quantizer.self, from: good).scale == 0.25)
    let bad = Data(#"{"format": "s4.2", "scale": -1}"#.utf8)
    #expect(throws: FixedPointError.scale(-1)) { try JSONDecoder().decode(Quantizer.self, from: bad) }
  }

  @Test("encodes rows of features column by column")
  func encoder() throws {
    let encoder = InputEncoder([
      Quantizer(try FixedPointFormat(width: 4, fractionBits: 0, isSigned: true)),
      Quantizer(try FixedPointFormat(width: 4, fractionBits: 2, isSigned: false)),
    ])
    #expect(try encoder.codes(of: [1.5, 1.5, -9, -9]) == [2, 6, -8, 0])
    #expect(throws: FixedPointError.notANumber) { try encoder.codes(of: [1, .nan]) }
  }
}

@Suite("Bit patterns of many numbers")
struct QuantizerBitPatternsTests {
  static let quantizers: [Quantizer] = {
    var quantizers: [Quantizer] = []
    for width in [1, 2, 3, 5, 8, 16, 31, 32] {
      for isSigned in [false, true] {
        for scale in [1, 0.0625, 0.3, 1e-9, 7e11] {
          guard let format = try? FixedPointFormat(width: width, fractionBits: 0, isSigned: isSigned),
            let quantizer = try? Quantizer(format: format, scale: scale)
          else { continue }
          quantizers.append(quantizer)
        }
      }
    }
    return quantizers
  }()

  @Test("equal those of the codes one by one: halves, bounds, infinities, random numbers", arguments: quantizers)
  func equality(quantizer: Quantizer) throws {
    let format = quantizer.format
    var random = SplitMix64(seed: UInt64(format.width))
    let low = Double(format.minimumCode)
    let high = Double(format.maximumCode)
    var steps: [Double] = [0, -0.0, 0.49999999999999994, -0.49999999999999994, .infinity, -.infinity, 1e300, -1e300]
    for center in [low, high, 0, 1, -1, 2, (low + high) / 2] {
      for offset in [-1.5, -1, -0.5, 0, 0.5, 1, 1.5] {
        steps += [center + offset, (center + offset).nextUp, (center + offset).nextDown]
      }
    }
    for _ in 0..<200 { steps.append(Double.random(in: 1.1 * low - 1...1.1 * high + 1, using: &random)) }
    let values = steps.map { $0 * quantizer.scale }
    let expected = try values.map { format.bitPattern(of: try quantizer.code(of: $0)) }
    #expect(try quantizer.bitPatterns(of: values) == expected)
  }

  @Test("refuse NaN, wherever it stands")
  func notANumber() throws {
    let quantizer = Quantizer(try FixedPointFormat(width: 4, fractionBits: 2, isSigned: true))
    for place in 0..<20 {
      var values = [Double](repeating: 0.25, count: 20)
      values[place] = .nan
      #expect(throws: FixedPointError.notANumber) { try quantizer.bitPatterns(of: values) }
    }
    #expect(try quantizer.bitPatterns(of: []) == [])
  }
}
