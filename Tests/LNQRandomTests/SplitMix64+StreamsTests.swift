import LNQRandom
import Testing

@Suite("Streams of SplitMix64")
struct SplitMix64StreamsTests {
  @Test("are equal for equal seed and number, and all different otherwise")
  func different() {
    var starts: Set<UInt64> = []
    for seed in UInt64(0)..<64 {
      for stream in UInt64(0)..<64 {
        var one = SplitMix64(seed: seed, stream: stream)
        var same = SplitMix64(seed: seed, stream: stream)
        let first = one.next()
        #expect(first == same.next())
        starts.insert(first)
      }
    }
    #expect(starts.count == 64 * 64)
  }

  @Test("do not follow each other: neighbouring streams and seeds share none of their first 1,000 numbers")
  func disjoint() {
    var seen: Set<UInt64> = []
    for (seed, stream) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0)] as [(UInt64, UInt64)] {
      var generator = SplitMix64(seed: seed, stream: stream)
      for _ in 0..<1000 { seen.insert(generator.next()) }
    }
    #expect(seen.count == 6000)
  }

  @Test("are uncorrelated: neighbours' uniform numbers multiply to a mean of a quarter")
  func uncorrelated() {
    for stream in UInt64(0)..<8 {
      var one = SplitMix64(seed: 5, stream: stream)
      var other = SplitMix64(seed: 5, stream: stream + 1)
      var sum = 0.0
      for _ in 0..<20_000 { sum += (one.uniform() - 0.5) * (other.uniform() - 0.5) }
      // The standard deviation of the mean is 1/12 / √20,000 = 0.00059.
      #expect(abs(sum / 20_000) < 0.003, "streams \(stream) and \(stream + 1)")
    }
  }
}
