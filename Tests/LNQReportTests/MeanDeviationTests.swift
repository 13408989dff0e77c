import LNQReport
import Testing

@Suite("Mean and standard deviation")
struct MeanDeviationTests {
  @Test("2, 4, 4, 4, 5, 5, 7, 9 have the mean 5 and the sample standard deviation √(32/7)")
  func known() throws {
    let statistics = try #require(MeanDeviation([2, 4, 4, 4, 5, 5, 7, 9]))
    #expect(statistics.count == 8)
    #expect(statistics.mean == 5)
    #expect(statistics.deviation == (32.0 / 7).squareRoot())
  }

  @Test("equal numbers have the deviation 0, a single one has none, and no numbers have nothing")
  func edges() {
    #expect(MeanDeviation([0.7, 0.7])?.deviation == 0)
    #expect(MeanDeviation([0.7])?.mean == 0.7)
    #expect(MeanDeviation([0.7])?.deviation == nil)
    #expect(MeanDeviation([]) == nil)
  }
}
