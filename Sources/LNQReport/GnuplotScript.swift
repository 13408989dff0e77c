import Foundation

/// The program that makes gnuplot draw charts, each into a file `<name>.svg`. Equal charts give equal bytes.
///
/// Series differ by colour (Okabe and Ito's, which colour-blind readers can tell apart), by dashes and by the shapes of their
/// points, so that prints in grey can be read too.
public struct GnuplotScript: Equatable, Sendable {
  /// The text for gnuplot 5.
  public let text: String

  /// Width and height of a drawing. Small, so that the letters are large enough where a phone shrinks it.
  static let size = (width: 480, height: 360)

  /// Okabe and Ito's colours without yellow, which is too pale on white.
  static let colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
  /// The lengths of dashes and gaps, `1` for none.
  private static let dashes = ["1", "(12,4)", "(4,3)", "(14,4,3,4)", "(18,6)", "(2,3)", "(10,3,2,3,2,3)"]
  /// gnuplot's numbers of filled and open circles, squares, triangles and so on.
  private static let shapes = [7, 5, 9, 11, 13, 6, 4, 8, 10, 12]

  /// Draws these charts.
  public init(_ figures: [ReportFigure]) {
    var lines = ["set encoding utf8"]
    for figure in figures {
      lines += [
        "reset",
        "set terminal svg size \(Self.size.width),\(Self.size.height) dynamic noenhanced font 'sans-serif,15' "
          + "background rgb 'white' linewidth 1.5",
        "set output \(Self.quoted(figure.name + ".svg"))",
        "set tics nomirror out scale 0.5 textcolor rgb '#303030'", "set border 3 linecolor rgb '#606060'",
      ]
      switch figure.chart {
      case .curves(let chart): lines += Self.lines(of: chart)
      case .heatMap(let map): lines += Self.lines(of: map)
      }
      lines.append("set output")
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of chart: CurveChart) -> [String] {
    guard let range = chart.xRange else { return ["set title 'nothing to show'", "plot [0:1][0:1] NaN notitle"] }
    let shown = chart.x.shown(range)
    let ticks = chart.x.marks(over: shown).map { "\(tick($0.label)) \(number($0.value))" }
    var lines = [
      "set xlabel \(quoted(chart.x.label)) offset 0, 0.4", "set ylabel \(quoted(chart.yLabel))",
      "set grid ytics linecolor rgb '#d0d0d0' linewidth 0.5 dashtype 1",
      "set xrange [\(number(shown.lowerBound)):\(number(shown.upperBound))]",
      "set offsets 0, 0, graph 0.04, graph 0.04",
      "set xtics (\(ticks.joined(separator: ", ")))",
    ]
    if chart.x.isLogarithmic { lines.append("set logscale x") }
    lines.append(
      chart.series.count > 1
        ? "set key outside bottom center horizontal samplen 3 spacing 1.1 maxrows 4" : "unset key")
    for (index, series) in chart.series.enumerated() {
      lines.append("$d\(index) << EOD")
      lines += series.points.map { "\(number($0.x)) \(number($0.y)) \(number($0.deviation ?? 0))" }
      lines.append("EOD")
    }
    let plots = chart.series.enumerated().map { index, series in
      let hasErrors = series.points.contains { $0.deviation != nil }
      let style =
        switch (chart.joinsPoints, hasErrors) {
        case (true, true): "using 1:2:3 with yerrorlines"
        case (true, false): "using 1:2 with linespoints pointinterval \(max(1, series.points.count / 8))"
        case (false, true): "using 1:2:3 with yerrorbars"
        case (false, false): "using 1:2 with points"
        }
      return "$d\(index) \(style) linecolor rgb '\(colours[index % colours.count])' linewidth 1.4 "
        + "dashtype \(dashes[index % dashes.count]) pointtype \(shapes[index % shapes.count]) pointsize 0.7 "
        + "title \(quoted(series.label))"
    }
    return lines + ["plot " + plots.joined(separator: ", \\\n  ")]
  }

  private static func lines(of map: HeatMap) -> [String] {
    let count = map.names.count
    let ticks = map.names.enumerated().map { "\(tick($1)) \($0)" }.joined(separator: ", ")
    let labels = count <= 12
    var lines = [
      "set xlabel \(quoted(map.columnLabel))", "set ylabel \(quoted(map.rowLabel))", "unset key", "unset border",
      "set tics scale 0", "set xtics (\(ticks))", "set ytics (\(ticks))",
      "set xrange [-0.5:\(count - 1).5]", "set yrange [\(count - 1).5:-0.5]",
      "set palette defined (0 '#ffffff', 1 '#0072B2')", "set cbrange [0:100]", "set cblabel '% of the row'",
      "set style fill solid 1.0 noborder", "$d << EOD",
    ]
    for (row, shares) in map.shares.enumerated() {
      lines += shares.enumerated().map { "\($0) \(row) \(number($1 * 100))" }
    }
    lines.append("EOD")
    var plot = "plot $d using 1:2:(0.5):(0.5):3 with boxxyerror linecolor palette"
    if labels {
      plot +=
        ", \\\n  $d using 1:2:(sprintf('%.0f', $3)):($3 > 55 ? 0xffffff : 0x202020) with labels textcolor rgb variable"
    }
    return lines + [plot]
  }

  /// A number as gnuplot reads it.
  private static func number(_ value: Double) -> String { String(format: "%.10g", value) }

  /// In single quotes, where nothing but the quote itself has a meaning.
  private static func quoted(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return "'" + line.replacing("'", with: "''") + "'"
  }

  /// The text of a mark, which gnuplot takes for a format.
  private static func tick(_ label: String) -> String { quoted(label.replacing("%", with: "%%")) }
}
