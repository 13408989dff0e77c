import LNQRandom
import Testing

@Suite("Normal deviates")
struct SplitMix64NormalTests {
  @Test("have the moments of a standard normal distribution (seed 2)")
  func moments() {
    var generator = SplitMix64(seed: 2)
    var sums = [0.0, 0.0, 0.0, 0.0]
    let count = 200_000
    for _ in 0..<count {
      let z = generator.normal()
      sums[0] += z
      sums[1] += z * z
      sums[2] += z * z * z
      sums[3] += z * z * z * z
    }
    let moments = sums.map { $0 / Double(count) }
    // Five standard deviations of each: √(1, 2, 15, 96) / √200,000.
    #expect(abs(moments[0]) < 0.0112)
    #expect(abs(moments[1] - 1) < 0.0159)
    #expect(abs(moments[2]) < 0.0434)
    #expect(abs(moments[3] - 3) < 0.110)
  }

  @Test("fall into each of 50 equally probable intervals equally often (seed 3)")
  func intervals() {
    var generator = SplitMix64(seed: 3)
    var counts = [Int](repeating: 0, count: 50)
    for _ in 0..<100_000 { counts[Int(PortableMath.normalDistribution(generator.normal()) * 50)] += 1 }
    // χ² with 49 degrees of freedom stays below 94.6 with probability 0.9999.
    let chiSquare = counts.reduce(0.0) { $0 + Double(($1 - 2000) * ($1 - 2000)) / 2000 }
    #expect(chiSquare < 94.6)
  }

  @Test("take one number each, whatever its value")
  func position() {
    var normal = SplitMix64(seed: 4)
    var plain = SplitMix64(seed: 4)
    for _ in 0..<1000 {
      _ = normal.normal()
      _ = plain.next()
    }
    #expect(normal == plain)
  }

  @Test("have the same bits on every machine (seed 42)")
  func bits() {
    var generator = SplitMix64(seed: 42)
    let drawn = (0..<4).map { _ in generator.normal().bitPattern }
    #expect(
      drawn == [
        4_604_013_482_191_177_634, 13_830_507_854_493_764_803, 13_826_834_501_758_138_272, 13_824_268_377_270_208_655,
      ])
  }
}
