import Foundation
import LNQTestSupport
import LNQToolchain
import Testing

@testable import LNQReport

@Suite("Texts in charts")
struct LabelPlacementTests {
  private func chart(_ points: [CurveChart.Point]) -> CurveChart {
    CurveChart(
      x: ChartAxis("LUTs", isLogarithmic: true), yLabel: "accuracy", series: [.init("a", points: points)],
      joinsPoints: false)
  }

  @Test("a text stands beside its point; where many points are close, some become numbers that the legend explains")
  func crowded() {
    let few = LabelPlacement(chart([.init(x: 10, y: 70, label: "one"), .init(x: 1000, y: 75, label: "two")]))
    #expect(few.labels.map(\.text) == ["one", "two"])
    #expect(few.legend == [])
    let points = (0..<30).map { CurveChart.Point(x: 100 + Double($0), y: 75, label: "a design with a name, \($0)") }
    let many = LabelPlacement(chart(points + [.init(x: 10, y: 60)]))
    #expect(many.labels.count == 30)
    #expect(many.legend.count > 0)
    // Every name is in the drawing or in the legend.
    let texts = Set(many.labels.map(\.text) + many.legend.map(\.text))
    for point in points { #expect(texts.contains(point.label ?? "")) }
  }

  @Test("names of marks that are too long beside each other are numbers, and the legend says what they mean")
  func longTicks() {
    let names = (1...6).map { "a-model-with-a-long-name-\($0)" }
    let axis = ChartAxis("model", ticks: names.enumerated().map { ChartAxis.Tick(Double($0), $1) })
    #expect(axis.shownTicks?.map(\.label) == ["1", "2", "3", "4", "5", "6"])
    #expect(axis.legend.map(\.text) == names)
    #expect(ChartAxis("optimizer", ticks: [.init(0, "adam"), .init(1, "sgd")]).legend == [])
  }

  @Test("whatever the legend says, the axes have three quarters of the drawing's height", .needsGnuplot)
  func axes() throws {
    let series = (1...12).map { number in
      CurveChart.Series(
        String(repeating: "learning rate 0.0012\(number), ", count: 6),
        points: [.init(x: 1, y: Double(number), deviation: 1), .init(x: 5, y: Double(2 * number), deviation: 1)])
    }
    let figure = ReportFigure(
      name: "wide", title: "", description: "",
      chart: .curves(CurveChart(x: ChartAxis("epoch"), yLabel: "accuracy (%)", series: series)))
    let drawn = try Gnuplot.draw(
      GnuplotScript([figure]).text, names: ["wide"], in: ExternalTools.emptyFolder("axes"), tools: ExternalTools.search)
    let text = try #require(drawn["wide"])
    // The border: `M72.00,16.20 L72.00,298.80 L465.60,298.80`.
    let border = try #require(text.firstMatch(of: /M([0-9.]+),([0-9.]+) L([0-9.]+),([0-9.]+) L([0-9.]+),([0-9.]+)/))
    let (top, bottom) = (try #require(Double(border.2)), try #require(Double(border.4)))
    #expect((bottom - top) / 360 > 0.75)
    #expect(figure.chart.legend.map(\.text) == series.map(\.label))
  }
}
