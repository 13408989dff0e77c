import LNQReport
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

@Suite("Thinned curves")
struct CurveThinningTests {
  @Test("a short curve stays as it is")
  func short() {
    let points: [CurveChart.Point] = [.init(x: 1, y: 5), .init(x: 2, y: 7)]
    #expect(CurveThinning.thinned(points, count: 2) == points)
  }

  @Test("each point of a long one is the mean of its part")
  func long() {
    let points = (0..<8).map { CurveChart.Point(x: Double($0), y: Double($0 * 10)) }
    // Parts of 7/4: 0 1, 2 3, 4 5, 6 7.
    #expect(
      CurveThinning.thinned(points, count: 4) == [
        .init(x: 0.5, y: 5), .init(x: 2.5, y: 25), .init(x: 4.5, y: 45), .init(x: 6.5, y: 65),
      ])
  }

  @Test("with logarithms the parts have equal factors, and none are made where no point is")
  func logarithmic() {
    let points = [1.0, 900, 1000].map { CurveChart.Point(x: $0, y: $0) }
    #expect(
      CurveThinning.thinned(points, isLogarithmic: true, count: 2) == [.init(x: 1, y: 1), .init(x: 950, y: 950)])
  }

  @Test("the mean of curves is over the places that all of them have")
  func mean() {
    let curves: [[CurveChart.Point]] = [
      [.init(x: 1, y: 10), .init(x: 2, y: 20), .init(x: 3, y: 30)], [.init(x: 1, y: 14), .init(x: 2, y: 20)],
    ]
    #expect(
      CurveThinning.mean(of: curves) == [
        .init(x: 1, y: 12, deviation: 8.0.squareRoot()), .init(x: 2, y: 20, deviation: 0),
      ])
    #expect(CurveThinning.mean(of: []) == [])
  }
}
