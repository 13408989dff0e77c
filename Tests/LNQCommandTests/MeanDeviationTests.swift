import Testing

@testable import LNQCommand

@Suite("Means and deviations")
struct MeanDeviationTests {
  @Test("are those of the sample")
  func figures() throws {
    let four = try #require(MeanDeviation([2, 4, 4, 6]))
    #expect(four.count == 4)
    #expect(four.mean == 4)
    #expect(four.deviation == (8.0 / 3).squareRoot())
  }

  @Test("a single number has no deviation, and no numbers have nothing")
  func small() {
    #expect(MeanDeviation([3])?.mean == 3)
    #expect(MeanDeviation([3])?.deviation == nil)
    #expect(MeanDeviation([]) == nil)
    #expect(MeanDeviation([1, 1])?.deviation == 0)
  }

  @Test("are printed with their deviation when there is one")
  func printed() throws {
    #expect(Figure.percent(try #require(MeanDeviation([0.5, 0.75]))) == "62.50 ± 17.68 %")
    #expect(Figure.percent(try #require(MeanDeviation([0.5]))) == "50.00 %")
    #expect(Figure.loss(try #require(MeanDeviation([0.5, 0.75]))) == "0.6250 ± 0.1768")
  }
}
