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

  @Test("gnuplot draws all of them, twice the same bytes, and each label is there", .needsGnuplot)
  func drawn() throws {
    let chart = CurveChart(x: ChartAxis("x"), yLabel: "y", series: [])
    let empty = ReportFigure(name: "empty", title: "", description: "", chart: .curves(chart))
    let names = CurveChart(
      x: ChartAxis("optimizer", ticks: [.init(0, "adam"), .init(1, "sgd")]), yLabel: "y",
      series: [.init("one", points: [.init(x: 0, y: 1), .init(x: 1, y: 2)])], joinsPoints: false)
    let points = ReportFigure(name: "points", title: "", description: "", chart: .curves(names))
    let figures = [Samples.curves, Samples.heat, empty, points]
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
