import LNQRandom
import Testing

@Suite("MT19937")
struct MersenneTwisterTests {
  @Test("draws the 32-bit numbers that NumPy's RandomState draws, across two refills of its state")
  func draws() throws {
    let goldens = try NumPyGoldens.load()
    #expect(goldens.draws.count == 3)
    for golden in goldens.draws {
      var generator = MersenneTwister(seed: golden.seed)
      let all = (0..<1300).map { _ in generator.nextUInt32() }
      #expect(goldens.drawnAt.map { all[$0] } == golden.numbers, "seed \(golden.seed)")
    }
  }

  @Test("as a RandomNumberGenerator puts the earlier number into the upper half")
  func halves() {
    var one = MersenneTwister(seed: 7)
    var other = MersenneTwister(seed: 7)
    let high = UInt64(one.nextUInt32())
    let low = UInt64(one.nextUInt32())
    #expect(other.next() == high << 32 | low)
  }
}

@Suite("A permutation by MT19937")
struct MersenneTwisterPermutationTests {
  @Test("is NumPy's, for 14 short lengths and three seeds")
  func short() throws {
    let goldens = try NumPyGoldens.load().permutations
    #expect(goldens.count == 42)
    for golden in goldens {
      var generator = MersenneTwister(seed: golden.seed)
      #expect(generator.permutation(golden.count) == golden.order, "\(golden.count) numbers, seed \(golden.seed)")
    }
  }

  @Test("is NumPy's for the row counts of both jet datasets and on both sides of 65,536")
  func long() throws {
    let goldens = try NumPyGoldens.load().large
    #expect(goldens.map(\.count) == [1000, 65_536, 65_537, 830_000, 986_806])
    for golden in goldens {
      var generator = MersenneTwister(seed: golden.seed)
      let order = generator.permutation(golden.count)
      #expect(Array(order.prefix(8)) == golden.first)
      #expect(Array(order.suffix(8)) == golden.last)
      var sum = 0
      for (index, value) in order.enumerated() { sum = (sum + (index + 1) * value) % ((1 << 61) - 1) }
      #expect(String(sum) == golden.weightedSum, "\(golden.count) numbers")
    }
  }

  @Test("draws bounded integers that reach both ends and never pass the limit")
  func bounds() {
    var generator = MersenneTwister(seed: 1)
    for limit in [UInt32(0), 1, 2, 3, 4, 5, 6, 7, 8] {
      let drawn = Set((0..<500).map { _ in generator.integer(through: limit) })
      #expect(drawn == Set(0...limit))
    }
    let top = (0..<100).map { _ in generator.integer(through: .max) }
    #expect(Set(top).count > 95)
  }
}
