import Foundation
import LNQReport
import LNQTestSupport
import LNQToolchain
import Testing

@Suite("gnuplot's scripts")
struct GnuplotScriptTests {
  @Test("curves and a heat map are the recorded script")
  func golden() throws {
    try expectSnapshot(
      GnuplotScript([Samples.curves, Samples.heat]).text, "charts.gnuplot", in: Samples.snapshots)
  }

  @Test("a chart without points is a script too")
  func empty() {
    let chart = CurveChart(x: ChartAxis("x"), yLabel: "y", series: [.init("a", points: [.init(x: .nan, y: 1)])])
    let figure = ReportFigure(name: "empty", title: "", description: "", chart: .curves(chart))
    #expect(GnuplotScript([figure]).text.contains("nothing to show"))
  }

  /// Two colours beside each other under names, and a histogram of which one part is empty.
  private static let bars = [
    BarChart(
      names: ["inputs", "layer1"], label: "layer",
      series: [.init("lowest", values: [10, 20]), .init("highest", values: [0, 5])], yLabel: "share (%)"),
    BarChart(from: -2, step: 1, label: "code", values: [50, 0, 12.5, 37.5], yLabel: "share (%)", isLogarithmic: true),
  ].enumerated().map {
    ReportFigure(name: "bars-\($0)", title: "Bars", description: "", chart: .bars($1))
  }

  @Test("bars of one name stand beside each other, and a histogram leaves out what is 0 where its axis is logarithmic")
  func barCharts() {
    let script = GnuplotScript(Self.bars).text
    #expect(script.contains("$d0 << EOD\n-0.175 10\n0.825 20\nEOD"))
    #expect(script.contains("$d1 << EOD\n0.175 0\n1.175 5\nEOD"))
    #expect(script.contains("$d0 << EOD\n-2 50\n0 12.5\n1 37.5\nEOD"))
    #expect(script.contains("set logscale y") && script.contains("set yrange [10:100]"))
    #expect(Self.bars[0].chart.legend.map(\.text) == ["lowest", "highest"])
    #expect(Self.bars[0].chart.legend.map(\.sample) == [.bar(0), .bar(1)])
    #expect(Self.bars[1].chart.legend.isEmpty)
  }

  @Test("gnuplot draws all of them, twice the same bytes, and each label is there", .needsGnuplot)
  func drawn() throws {
    let chart = CurveChart(x: ChartAxis("x"), yLabel: "y", series: [])
    let empty = ReportFigure(name: "empty", title: "", description: "", chart: .curves(chart))
    let names = CurveChart(
      x: ChartAxis("optimizer", ticks: [.init(0, "adam"), .init(1, "sgd")]), yLabel: "y",
      series: [.init("one", points: [.init(x: 0, y: 1), .init(x: 1, y: 2)])], joinsPoints: false)
    let points = ReportFigure(name: "points", title: "", description: "", chart: .curves(names))
    let figures = [Samples.curves, Samples.heat, empty, points] + Self.bars
    let script = GnuplotScript(figures).text
    let drawings = try (1...2).map { number in
      try Gnuplot.draw(
        script, names: figures.map(\.name), in: ExternalTools.emptyFolder("gnuplot \(number)"),
        tools: ExternalTools.search)
    }
    #expect(drawings[0] == drawings[1])
    for figure in figures { #expect(SVGDrawing(gnuplot: try #require(drawings[0][figure.name])) != nil) }
    let text = try #require(drawings[0]["accuracy"])
    for label in ["100%", "test accuracy (%)", "learning rate (logarithmic)"] {
      #expect(text.contains("<text>\(label)</text>"))
    }
    #expect(try #require(drawings[0]["points"]).contains("<text>sgd</text>"))
  }
}
