import LNQTraining
import Testing

@Suite("Quantizer settings")
struct QuantizerSettingsTests {
  @Test("have two's complement or unsigned codes of every width", arguments: QuantizerSettings.bitCounts)
  func codes(bits: Int) {
    let half = 1 << (bits - 1)
    #expect(QuantizerSettings(.identity, bits: bits).codes == -half...half - 1)
    #expect(QuantizerSettings(.hardTanh, bits: bits, signed: false).codes == -half...half - 1)
    #expect(QuantizerSettings(.identity, bits: bits, signed: false).codes == 0...2 * half - 1)
    #expect(QuantizerSettings(.relu, bits: bits, signed: true).codes == 0...2 * half - 1)
  }

  @Test("start with the largest code worth the maximum, also where a signed bit has no positive code")
  func initialScale() {
    #expect(ActivationQuantizer(QuantizerSettings(.identity, bits: 1)).scale == 1)
    #expect(ActivationQuantizer(QuantizerSettings(.identity, bits: 2, maximum: 4)).scale == 4)
    #expect(abs(ActivationQuantizer(QuantizerSettings(.hardTanh, bits: 4, maximum: 2)).scale - 2.0 / 7) < 1e-7)
    #expect(abs(ActivationQuantizer(QuantizerSettings(.relu, bits: 2)).scale - 1.61 / 3) < 1e-7)
    #expect(ActivationQuantizer(QuantizerSettings(.relu, bits: 2, maximum: 3, scale: .powerOfTwo)).scale == 1)
    #expect(ActivationQuantizer(QuantizerSettings(.relu, bits: 2, maximum: 4, scale: .powerOfTwo)).scale == 1)
    #expect(ActivationQuantizer(QuantizerSettings(.relu, bits: 2, maximum: 5, scale: .powerOfTwo)).scale == 2)
  }

  @Test("round the exponent of a power of two half to even")
  func powerOfTwo() {
    let scale = QuantizerSettings.Scale.powerOfTwo
    #expect([-1.5, -0.5, 0.5, 1.5, 2.5].map { scale(log2Scale: $0) } == [0.25, 1, 1, 4, 4])
    #expect(QuantizerSettings.Scale.learned(log2Scale: 0.5) == 2.0.squareRoot())
  }
}
