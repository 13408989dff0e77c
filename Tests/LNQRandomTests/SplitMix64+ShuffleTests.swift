import LNQRandom
import Testing

@Suite("A seeded shuffle")
struct SplitMix64ShuffleTests {
  @Test("keeps the elements, at lengths around powers of two", arguments: [0, 1, 2, 3, 4, 5, 63, 64, 65, 1000])
  func keeps(count: Int) {
    var generator = SplitMix64(seed: UInt64(count))
    var elements = Array(0..<count)
    generator.shuffle(&elements)
    #expect(elements.sorted() == Array(0..<count))
  }

  @Test("makes all six orders of three elements equally often (seed 8)")
  func orders() {
    var generator = SplitMix64(seed: 8)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<12_000 {
      var elements = [0, 1, 2]
      generator.shuffle(&elements)
      counts[elements, default: 0] += 1
    }
    #expect(counts.count == 6)
    // 2,000 ± 5 standard deviations.
    #expect(counts.values.allSatisfy { abs($0 - 2000) < 205 }, "\(counts.values)")
  }

  @Test("is the same in every release of lnq (seed 1)")
  func golden() {
    var generator = SplitMix64(seed: 1)
    var elements = Array(0..<10)
    generator.shuffle(&elements)
    #expect(elements == [9, 0, 1, 4, 8, 2, 3, 7, 6, 5])
  }
}
