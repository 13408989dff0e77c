import LNQFixedPoint
import LNQRandom
import Testing

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
