import Foundation

/// The program that makes gnuplot draw charts, each into a file `<name>.svg`. Equal charts give equal bytes.
///
/// Series differ by colour (Okabe and Ito's, which colour-blind readers can tell apart, then Tol's muted ones), by dashes and by the
/// shapes of their points, so that prints in grey can be read too. Nothing but the axes and their labels is in a drawing: titles and
/// legends stand beside it (`Chart.legend`), so that the axes have the same size whatever the names are.
public struct GnuplotScript: Equatable, Sendable {
  /// The text for gnuplot 5.
  public let text: String

  /// Width and height of a drawing. Small, so that the letters are large enough where a phone shrinks it.
  static let size = (width: 480, height: 360)

  /// Draws those among these figures that are gnuplot's.
  public init(_ figures: [ReportFigure]) {
    var lines = ["set encoding utf8"]
    for figure in figures where figure.chart.painter == .gnuplot {
      lines += [
        "reset",
        "set terminal svg size \(Self.size.width),\(Self.size.height) dynamic noenhanced font 'sans-serif,14' "
          + "background rgb '\(ChartStyle.paper)' linewidth 1.5",
        "set output \(Self.quoted(figure.name + ".svg"))",
        "set tics nomirror out scale 0.5 textcolor rgb '\(ChartStyle.ink)'",
        "set border 3 linecolor rgb '\(ChartStyle.axis)'", "unset key",
        "set xlabel textcolor rgb '\(ChartStyle.ink)'", "set ylabel textcolor rgb '\(ChartStyle.ink)'",
      ]
      switch figure.chart {
      case .curves(let chart): lines += Self.lines(of: chart)
      case .heatMap(let map): lines += Self.lines(of: map)
      case .bars(let chart): lines += Self.lines(of: chart)
      case .graph, .timing: break
      }
      lines.append("set output")
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// The borders of the axes, in shares of the drawing.
  private static func frame(
    left: Double = ChartFrame.left, right: Double = ChartFrame.right, bottom: Double = ChartFrame.bottom
  ) -> [String] {
    [("lmargin", left), ("rmargin", right), ("bmargin", bottom), ("tmargin", ChartFrame.top)].map {
      "set \($0) at screen \(number($1))"
    }
  }

  private static func lines(of chart: CurveChart) -> [String] {
    guard let xRange = chart.xRange, let yRange = chart.yRange else {
      return ["set title 'nothing to show'", "plot [0:1][0:1] NaN notitle"]
    }
    let shown = chart.x.shown(xRange)
    let ticks = chart.x.marks(over: shown).map { "\(tick($0.label)) \(number($0.value))" }
    var lines =
      frame() + [
        "set xlabel \(quoted(chart.x.label)) offset 0, 0.4", "set ylabel \(quoted(chart.yLabel)) offset 0.5, 0",
        "set grid ytics linecolor rgb '\(ChartStyle.grid)' linewidth 0.5 dashtype 1",
        "set xrange [\(number(shown.lowerBound)):\(number(shown.upperBound))]",
        "set yrange [\(number(yRange.lowerBound)):\(number(yRange.upperBound))]",
        "set xtics (\(ticks.joined(separator: ", ")))",
      ]
    if chart.x.isLogarithmic { lines.append("set logscale x") }
    for label in LabelPlacement(chart).labels {
      lines.append(
        "set label \(quoted(label.text)) at screen \(number(label.x)), screen \(number(label.y)) left font ',11' "
          + "textcolor rgb '\(ChartStyle.ink)'")
    }
    for (index, series) in chart.series.enumerated() {
      lines += block("$d\(index)", series.points)
      for (number, points) in series.repeats.enumerated() { lines += block("$d\(index)_\(number)", points) }
    }
    let marks = chart.series.compactMap(\.mark)
    if !marks.isEmpty {
      lines += ["$marks << EOD"] + marks.map { "\(number($0.x)) \(number($0.y))" } + ["EOD"]
    }
    return lines + ["plot " + plots(of: chart).joined(separator: ", \\\n  ")]
  }

  private static func block(_ name: String, _ points: [CurveChart.Point]) -> [String] {
    ["\(name) << EOD"] + points.map { "\(number($0.x)) \(number($0.y)) \(number($0.deviation ?? 0))" } + ["EOD"]
  }

  /// Bands first, then single repeats, then the lines, and rings above all.
  private static func plots(of chart: CurveChart) -> [String] {
    var (bands, repeats, lines): ([String], [String], [String]) = ([], [], [])
    for (index, series) in chart.series.enumerated() {
      let colour = "rgb '\(ChartStyle.colour(index))'"
      let hasDeviation = series.points.contains { $0.deviation ?? 0 > 0 }
      let joins = chart.joins(series)
      if hasDeviation, joins {
        bands.append(
          "$d\(index) using 1:($2-$3):($2+$3) with filledcurves fillcolor \(colour) fillstyle transparent solid 0.16 noborder"
        )
      }
      for number in series.repeats.indices {
        repeats.append("$d\(index)_\(number) using 1:2 with lines linecolor \(colour) linewidth 0.35")
      }
      let style =
        switch (joins, hasDeviation) {
        case (true, _): "using 1:2 with linespoints pointinterval \(max(1, series.points.count / 8))"
        case (false, true): "using 1:2:3 with yerrorbars"
        case (false, false): "using 1:2 with points"
        }
      lines.append(
        "$d\(index) \(style) linecolor \(colour) linewidth 1.4 dashtype \(ChartStyle.dash(index)) "
          + "pointtype \(ChartStyle.shape(index)) pointsize 0.7")
    }
    let rings =
      chart.series.contains { $0.mark != nil }
      ? ["$marks using 1:2 with points linecolor rgb '\(ChartStyle.ink)' linewidth 1.2 pointtype 6 pointsize 1.3"] : []
    return (bands + repeats + lines + rings).map { $0 + " notitle" }
  }

  private static func lines(of map: HeatMap) -> [String] {
    let longest = map.rows.map(\.count).max() ?? 0
    let letters = map.columns.reduce(0) { $0 + $1.count + 2 }
    let isTurned = letters > 38
    let down = Double(min(12, isTurned ? map.columns.map(\.count).max() ?? 0 : 0))
    func ticks(_ names: [String], limit: Int) -> String {
      names.enumerated().map { "\(tick($1.count > limit ? $1.prefix(limit - 1) + "…" : $1)) \($0)" }
        .joined(separator: ", ")
    }
    var lines =
      frame(left: 0.12 + 0.017 * Double(min(12, longest)), right: 0.82, bottom: 0.19 + 0.018 * down) + [
        "set xlabel \(quoted(map.columnLabel))", "set ylabel \(quoted(map.rowLabel))", "unset border",
        "set tics scale 0",
        "set xtics \(isTurned ? "rotate by 90 right " : "")(\(ticks(map.columns, limit: 12)))",
        "set ytics (\(ticks(map.rows, limit: 12)))",
        "set xrange [-0.5:\(map.columns.count - 1).5]", "set yrange [\(map.rows.count - 1).5:-0.5]",
        "set palette defined (0 '\(ChartStyle.paper)', 1 '\(ChartStyle.colour(0))')",
        "set cbrange [\(number(map.range.lowerBound)):\(number(map.range.upperBound))]",
        "set cblabel \(quoted(map.valueLabel)) textcolor rgb '\(ChartStyle.ink)'",
        "set style fill solid 1.0 noborder", "$d << EOD",
      ]
    var count = 0
    for (row, values) in map.values.enumerated() {
      for (column, value) in values.enumerated() {
        guard let value else { continue }
        lines.append("\(column) \(row) \(number(value)) \(number(map.strength(of: value)))")
        count += 1
      }
    }
    lines.append("EOD")
    guard count > 0 else { return ["set title 'nothing to show'", "plot [0:1][0:1] NaN notitle"] }
    var plot = "plot $d using 1:2:(0.5):(0.5):3 with boxxyerror linecolor palette notitle"
    if max(map.rows.count, map.columns.count) <= 12 {
      plot +=
        ", \\\n  $d using 1:2:(sprintf('%.\(map.digits)f', $3)):($4 > 0.55 ? 0xffffff : \(ChartStyle.inkNumber)) "
        + "with labels textcolor rgb variable notitle"
    }
    return lines + [plot]
  }

  private static func lines(of chart: BarChart) -> [String] {
    guard let yRange = chart.yRange, let first = chart.places.first, let last = chart.places.last else {
      return ["set title 'nothing to show'", "plot [0:1][0:1] NaN notitle"]
    }
    let shown = first - 0.6 * chart.step...last + 0.6 * chart.step
    let ticks = chart.axis.marks(over: shown).map { "\(tick($0.label)) \(number($0.value))" }
    // Histograms have narrow gaps, and none where gaps would be less than a point.
    let share = chart.axis.ticks != nil ? 0.7 : chart.places.count > 24 ? 1 : 0.9
    let width = chart.step * share / Double(max(1, chart.series.count))
    var lines =
      frame() + [
        "set xlabel \(quoted(chart.axis.label)) offset 0, 0.4", "set ylabel \(quoted(chart.yLabel)) offset 0.5, 0",
        "set grid ytics linecolor rgb '\(ChartStyle.grid)' linewidth 0.5 dashtype 1",
        "set xrange [\(number(shown.lowerBound)):\(number(shown.upperBound))]",
        "set yrange [\(number(yRange.lowerBound)):\(number(yRange.upperBound))]",
        "set xtics (\(ticks.joined(separator: ", ")))", "set boxwidth \(number(width))",
        "set style fill solid 1.0 noborder",
      ]
    if chart.isLogarithmic { lines += ["set logscale y", "set format y '%g'"] }
    var plots: [String] = []
    for (index, series) in chart.series.enumerated() {
      let shift = (Double(index) - Double(chart.series.count - 1) / 2) * width
      lines +=
        ["$d\(index) << EOD"]
        + zip(chart.places, series.values).filter { !chart.isLogarithmic || $1 > 0 }.map {
          "\(number($0 + shift)) \(number($1))"
        } + ["EOD"]
      plots.append("$d\(index) using 1:2 with boxes linecolor rgb '\(ChartStyle.colour(index))' notitle")
    }
    return lines + ["plot " + plots.joined(separator: ", \\\n  ")]
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
