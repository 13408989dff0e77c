import Testing

@testable import LNQReport

@Suite("Axes of charts")
struct ChartAxisTests {
  private func labels(_ range: ClosedRange<Double>, isLogarithmic: Bool = false) -> [String] {
    ChartAxis("x", isLogarithmic: isLogarithmic).marks(over: range).map(\.label)
  }

  @Test("marks are round numbers, and never halves of an epoch")
  func linear() {
    #expect(labels(1...3) == ["1", "2", "3"])
    #expect(labels(0.9...10.1) == ["2", "4", "6", "8", "10"])
    #expect(labels(0...1800) == ["0", "500", "1k", "1.5k"])
    #expect(labels(0...2_500_000) == ["0", "500k", "1M", "1.5M", "2M", "2.5M"])
    #expect(labels(0.2...0.4) == [])
  }

  @Test("with logarithms they are powers of ten, and 2 and 5 times them where the range is short")
  func logarithmic() {
    #expect(labels(40...250_000, isLogarithmic: true) == ["100", "1k", "10k", "100k"])
    #expect(labels(1...50, isLogarithmic: true) == ["1", "2", "5", "10", "20", "50"])
  }

  @Test("an axis's own marks come first")
  func own() {
    let axis = ChartAxis("x", ticks: [.init(3, "three")])
    #expect(axis.marks(over: 0...10) == [.init(3, "three")])
  }

  @Test("a little more than the points is shown, also of a single one")
  func shown() {
    #expect(ChartAxis("x").shown(0...100) == -4...104)
    #expect(ChartAxis("x").shown(5...5) == 4...6)
    #expect(ChartAxis("x", isLogarithmic: true).shown(8...8) == 4...16)
  }
}
