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
