import LNQRandom
import Testing

@Suite("Uniform numbers")
struct SplitMix64UniformTests {
  @Test("are multiples of 2^-53 in 0 ..< 1 with mean 1/2 and variance 1/12 (seed 1)")
  func moments() {
    var generator = SplitMix64(seed: 1)
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<100_000 {
      let value = generator.uniform()
      #expect(value >= 0 && value < 1 && (value * 0x1p53).rounded() == value * 0x1p53)
      sum += value
      squares += value * value
    }
    let mean = sum / 100_000
    #expect(abs(mean - 0.5) < 0.004)
    #expect(abs(squares / 100_000 - mean * mean - 1.0 / 12) < 0.001)
  }

  @Test("below a bound are all reached about equally often", arguments: [1, 2, 3, 5, 6, 7, 64, 100])
  func bounded(bound: Int) {
    var generator = SplitMix64(seed: UInt64(bound))
    var counts = [Int](repeating: 0, count: bound)
    let draws = 1000 * bound
    for _ in 0..<draws { counts[generator.uniform(below: bound)] += 1 }
    // 1,000 ± 6 standard deviations.
    #expect(counts.allSatisfy { abs($0 - 1000) < 190 }, "\(counts)")
  }

  @Test("below the greatest bound stay below it")
  func greatest() {
    var generator = SplitMix64(seed: 3)
    let drawn = (0..<1000).map { _ in generator.uniform(below: .max) }
    #expect(drawn.allSatisfy { $0 >= 0 && $0 < .max })
    #expect(drawn.contains { $0 > .max / 2 })
  }
}
