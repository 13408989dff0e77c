import Testing

@testable import LNQReport

@Suite("Charts of curves")
struct CurveChartTests {
  @Test("points that have no place, and series without points, are left out")
  func dropped() {
    let series: [CurveChart.Series] = [
      .init("a", points: [.init(x: 0, y: 1), .init(x: 10, y: .infinity), .init(x: 100, y: 3)]),
      .init("b", points: [.init(x: .nan, y: 1)]),
    ]
    let linear = CurveChart(x: ChartAxis("x"), yLabel: "y", series: series)
    #expect(linear.series == [.init("a", points: [.init(x: 0, y: 1), .init(x: 100, y: 3)])])
    #expect(linear.xRange == 0...100)
    let logarithmic = CurveChart(x: ChartAxis("x", isLogarithmic: true), yLabel: "y", series: series)
    #expect(logarithmic.series == [.init("a", points: [.init(x: 100, y: 3)])])
    #expect(CurveChart(x: ChartAxis("x"), yLabel: "y", series: []).xRange == nil)
  }
}
