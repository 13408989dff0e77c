import Foundation
import LNQReport
import LNQTestSupport

/// Hand-made values that the tests of this target share.
enum Samples {
  static let snapshots = Repository.root.appending(path: "Tests/LNQReportTests/Snapshots")

  /// Two series over a logarithmic axis, one with error bars.
  static let curves = ReportFigure(
    name: "accuracy", title: "Test accuracy by learning rate", description: "a: from 50 to 71 %",
    chart: .curves(
      CurveChart(
        x: ChartAxis(
          "learning rate (logarithmic)", isLogarithmic: true, ticks: [.init(1e-5, "1e-5"), .init(1e-3, "100%")]),
        yLabel: "test accuracy (%)",
        series: [
          .init("a's", points: [.init(x: 1e-5, y: 50, deviation: 2.5), .init(x: 1e-3, y: 71, deviation: 0.5)]),
          .init("b_1", points: [.init(x: 1e-5, y: 40), .init(x: 1e-3, y: 61.25)]),
        ])))

  static let heat = ReportFigure(
    name: "confusion", title: "Confusion matrix", description: "g 90 %",
    chart: .heatMap(
      HeatMap(names: ["g", "q"], rowLabel: "class", columnLabel: "chosen", shares: [[0.9, 0.1], [0.25, 0.75]])))

  /// Every kind of block, with characters that have a meaning in HTML, in Markdown or in gnuplot.
  static let document = ReportDocument(
    title: "Tiny & <short>", subtitle: "study_1",
    sections: [
      ReportSection(
        "What was run",
        blocks: [
          .note("The rows are *not* real."),
          .facts([.init("command", "lnq train `a|b`", isCode: true), .init("seed", "0")]),
          .code("Linear(2, 2)\n# \"<end>\""),
        ]),
      ReportSection(
        "Results",
        blocks: [
          .table(
            ReportTable(
              "Each class", columns: [.init("class", isNumeric: false), "recall", .init("text", isNumeric: false)],
              rows: [["g|1", "90.00 %", "_so_"], ["q", .init("75.00 %", shade: 0.75), .init("", shade: 0.2)]])),
          .figures([curves, heat]),
        ], sections: [ReportSection("Results", blocks: [.paragraph("Once more."), .list(["one", "two"])])]),
      ReportSection("Times", kind: .times, blocks: [.facts([.init("seconds", "1.5")])]),
    ])

  /// What a drawing program might have written.
  static let drawing = """
    <?xml version="1.0" encoding="utf-8"  standalone="no"?>
    <svg 
     viewBox="0 0 480 360"
     xmlns="http://www.w3.org/2000/svg"
     xmlns:xlink="http://www.w3.org/1999/xlink"
    >

    <title>Gnuplot</title>
    <desc>Produced by GNUPLOT 5.4 patchlevel 4 </desc>
    <g id="gnuplot_canvas">
    <defs>
    \t<circle id='gpPt5' r='1'/>
    \t<use xlink:href='#gpPt5' id='gpPt6'/>
    </defs>
    <g fill="none" color="black">
    </g>
    \t<g id="gnuplot_plot_1" ><title>gnuplot_plot_1</title>
    \t<use xlink:href='#gpPt6' filter='url(#textbox)'/>
    \t</g>
    </g>
    </svg>

    """

  /// The drawings of `document`.
  static var drawings: ReportDrawings {
    .drawn(
      Dictionary(
        uniqueKeysWithValues: document.figures.compactMap { figure in
          SVGDrawing(gnuplot: drawing).map { (figure.name, $0) }
        }))
  }
}
