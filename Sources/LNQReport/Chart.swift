import Foundation

/// A chart as a value, before it is drawn.
public enum Chart: Equatable, Sendable {
  /// Lines over an axis of numbers.
  case curves(CurveChart)
  /// Numbers as colours.
  case heatMap(HeatMap)
  /// Numbers as bars.
  case bars(BarChart)
  /// Ports over clock cycles.
  case timing(TimingDiagram)
  /// Boxes and arrows.
  case graph(GraphDrawing)

  /// What its lines, marks and numbers mean, for a legend beside it; empty where it needs none.
  public var legend: [LegendEntry] {
    switch self {
    case .curves(let chart): chart.legend
    case .heatMap, .graph: []
    case .bars(let chart): chart.legend
    case .timing(let diagram): diagram.legend
    }
  }

  /// What draws it.
  public enum Painter: Sendable {
    case gnuplot, graphviz, lnq
  }

  /// Which program draws it.
  public var painter: Painter {
    switch self {
    case .curves, .heatMap, .bars: .gnuplot
    case .graph: .graphviz
    case .timing: .lnq
    }
  }
}

/// A line of a legend, which stands outside of the drawing: so no text takes room from the axes.
public struct LegendEntry: Equatable, Sendable {
  /// What stands before the text.
  public enum Sample: Equatable, Sendable {
    /// A line with its points, in the style of this number.
    case line(Int, joined: Bool)
    /// A bar of the colour of this number.
    case bar(Int)
    /// The ring around a marked point.
    case mark
    /// A number that the drawing has instead of a name.
    case number(Int)
  }

  /// What the drawing shows.
  public let sample: Sample
  /// What it means.
  public let text: String
}

/// Lines, or points with error bars, over two axes.
public struct CurveChart: Equatable, Sendable {
  /// One place of a series.
  public struct Point: Equatable, Sendable {
    /// Where it stands.
    public var x: Double
    /// Its value.
    public var y: Double
    /// How far the error bar or the band reaches in both directions; nil for none.
    public var deviation: Double?
    /// What stands beside it; nil for nothing.
    public var label: String?

    /// Puts the parts together.
    public init(x: Double, y: Double, deviation: Double? = nil, label: String? = nil) {
      self.x = x
      self.y = y
      self.deviation = deviation
      self.label = label
    }
  }

  /// Points that belong together.
  public struct Series: Equatable, Sendable {
    /// What the legend calls it.
    public var label: String
    /// In the order in which they are joined.
    public var points: [Point]
    /// Whether neighbouring points are joined; nil for what the chart says.
    public var isJoined: Bool?
    /// The lines whose mean it is, which are drawn thin.
    public var repeats: [[Point]]
    /// The point that is marked with a ring, by its index, and what that means.
    public var mark: Mark?

    /// Puts the parts together.
    public init(
      _ label: String, points: [Point], isJoined: Bool? = nil, repeats: [[Point]] = [], mark: Mark? = nil
    ) {
      (self.label, self.points, self.isJoined, self.repeats, self.mark) = (label, points, isJoined, repeats, mark)
    }
  }

  /// A point that is marked.
  public struct Mark: Equatable, Sendable {
    /// Where.
    public var x: Double
    /// Its value.
    public var y: Double
    /// What it is: `best epoch, 16`.
    public var text: String

    /// Puts the parts together.
    public init(x: Double, y: Double, text: String) {
      (self.x, self.y, self.text) = (x, y, text)
    }
  }

  /// The horizontal axis.
  public var x: ChartAxis
  /// What the vertical axis is called, with its unit.
  public var yLabel: String
  /// The lines.
  public var series: [Series]
  /// Whether neighbouring points are joined: not where the horizontal axis has names in no order.
  public var joinsPoints: Bool

  /// Puts the parts together. Points with a coordinate that is not finite, or that is not positive where the axis is
  /// logarithmic, are left out, and series without points too.
  public init(x: ChartAxis, yLabel: String, series: [Series], joinsPoints: Bool = true) {
    self.x = x
    self.yLabel = yLabel
    self.joinsPoints = joinsPoints
    func shown(_ points: [Point]) -> [Point] {
      points.filter { $0.x.isFinite && $0.y.isFinite && (!x.isLogarithmic || $0.x > 0) }
    }
    self.series = series.compactMap { series in
      var series = series
      series.points = shown(series.points)
      series.repeats = series.repeats.map(shown).filter { !$0.isEmpty }
      return series.points.isEmpty ? nil : series
    }
  }

  /// Whether the points of a series are joined.
  func joins(_ series: Series) -> Bool { series.isJoined ?? joinsPoints }

  /// The smallest and the largest x; nil without points.
  var xRange: ClosedRange<Double>? {
    let all = series.flatMap { $0.points.map(\.x) }
    guard let low = all.min(), let high = all.max() else { return nil }
    return low...high
  }

  /// The smallest and the largest y with everything that is drawn there, and a little more; nil without points.
  var yRange: ClosedRange<Double>? {
    let all = series.flatMap { series in
      series.points.flatMap { [$0.y - ($0.deviation ?? 0), $0.y + ($0.deviation ?? 0)] }
        + series.repeats.joined().map(\.y)
    }
    guard let low = all.min(), let high = all.max() else { return nil }
    let margin = low == high ? max(1e-9, abs(low) * 0.02) : (high - low) * 0.06
    return low - margin...high + margin
  }

  var legend: [LegendEntry] {
    let lines =
      series.count > 1
      ? series.enumerated().map { LegendEntry(sample: .line($0, joined: joins($1)), text: $1.label) } : []
    var marks: [String] = []
    for series in series {
      if let text = series.mark?.text, !marks.contains(text) { marks.append(text) }
    }
    return lines + marks.map { LegendEntry(sample: .mark, text: $0) } + x.legend + LabelPlacement(self).legend
  }
}

/// Numbers in rows and columns as colours, with their texts.
public struct HeatMap: Equatable, Sendable {
  /// The names of the rows, from the top.
  public var rows: [String]
  /// The names of the columns.
  public var columns: [String]
  /// What the rows are, and what the columns are.
  public var rowLabel: String
  /// See `rowLabel`.
  public var columnLabel: String
  /// What the numbers are, with their unit.
  public var valueLabel: String
  /// Row after row; nil where there is none.
  public var values: [[Double?]]
  /// The numbers with the palest and the strongest colour.
  public var range: ClosedRange<Double>
  /// How many digits behind the point the texts have.
  public var digits: Int

  /// Shares 0 … 1 of a square, shown in percent.
  ///
  /// - Precondition: as many rows and columns as names.
  public init(names: [String], rowLabel: String, columnLabel: String, shares: [[Double]]) {
    self.init(
      rows: names, columns: names, rowLabel: rowLabel, columnLabel: columnLabel, valueLabel: "% of the row",
      values: shares.map { $0.map { $0 * 100 } }, range: 0...100, digits: 0)
  }

  /// Puts the parts together.
  ///
  /// - Precondition: as many rows and columns as names.
  public init(
    rows: [String], columns: [String], rowLabel: String, columnLabel: String, valueLabel: String, values: [[Double?]],
    range: ClosedRange<Double>, digits: Int
  ) {
    precondition(
      values.count == rows.count && values.allSatisfy { $0.count == columns.count }, "numbers for rows and columns")
    (self.rows, self.columns, self.rowLabel, self.columnLabel) = (rows, columns, rowLabel, columnLabel)
    (self.valueLabel, self.values, self.range, self.digits) = (valueLabel, values, range, digits)
  }

  /// How strong the colour of a number is, 0 … 1.
  func strength(of value: Double) -> Double {
    let width = range.upperBound - range.lowerBound
    return width > 0 ? min(1, max(0, (value - range.lowerBound) / width)) : 0.5
  }
}

/// Numbers as bars: each with a name, or side by side over an axis of numbers.
public struct BarChart: Equatable, Sendable {
  /// Bars of one colour.
  public struct Series: Equatable, Sendable {
    /// What the legend calls them.
    public var label: String
    /// The numbers, not negative.
    public var values: [Double]

    /// Puts both together.
    public init(_ label: String, values: [Double]) { (self.label, self.values) = (label, values) }
  }

  /// The horizontal axis.
  public var axis: ChartAxis
  /// Where the bars stand.
  public var places: [Double]
  /// How far they are from each other.
  public var step: Double
  /// Bars of the same place stand beside each other.
  public var series: [Series]
  /// What the numbers are, with their unit.
  public var yLabel: String
  /// Whether equal factors have equal heights; what is 0 has no bar there.
  public var isLogarithmic: Bool

  /// Bars with names, from the left.
  ///
  /// - Precondition: each series has as many numbers as there are names.
  public init(names: [String], label: String, series: [Series], yLabel: String) {
    axis = ChartAxis(label, ticks: names.enumerated().map { ChartAxis.Tick(Double($0), $1) })
    (places, step, isLogarithmic) = (names.indices.map(Double.init), 1, false)
    (self.series, self.yLabel) = (series, yLabel)
    precondition(series.allSatisfy { $0.values.count == names.count }, "other numbers than the \(names.count) names")
  }

  /// A histogram: bars over equal parts of an axis, the first of them in the middle of its part.
  public init(
    from first: Double, step: Double, label: String, values: [Double], yLabel: String, isLogarithmic: Bool = false
  ) {
    axis = ChartAxis(label)
    places = values.indices.map { first + Double($0) * step }
    (self.step, series) = (step, [Series(yLabel, values: values)])
    (self.yLabel, self.isLogarithmic) = (yLabel, isLogarithmic)
  }

  /// From the lower end of the vertical axis to the upper one, whole powers of ten where it is logarithmic; nil where there is nothing to
  /// show.
  var yRange: ClosedRange<Double>? {
    let values = series.flatMap(\.values)
    guard let high = values.max() else { return nil }
    guard isLogarithmic else { return 0...max(1e-9, high * 1.08) }
    guard let low = values.filter({ $0 > 0 }).min() else { return nil }
    return pow(10, log10(low).rounded(.down))...pow(10, log10(high).rounded(.up))
  }

  var legend: [LegendEntry] {
    (series.count > 1 ? series.enumerated().map { LegendEntry(sample: .bar($0), text: $1.label) } : []) + axis.legend
  }
}

/// Long curves as a few points: each point is the mean of its neighbours.
public enum CurveThinning {
  /// How many points a curve has at most.
  public static let pointCount = 50

  /// The mean x, y and deviation of each of `count` parts of the axis, in the order of x; parts without points are left out.
  ///
  /// The parts have equal lengths, or equal factors where the axis is logarithmic (every x is positive there). A curve of at
  /// most `count` points stays as it is.
  public static func thinned(
    _ points: [CurveChart.Point], isLogarithmic: Bool = false, count: Int = pointCount
  ) -> [CurveChart.Point] {
    guard points.count > count, let low = points.map(\.x).min(), let high = points.map(\.x).max(), low < high else {
      return points
    }
    func place(_ x: Double) -> Double { isLogarithmic ? log(x) : x }
    let (start, width) = (place(low), place(high) - place(low))
    let hasDeviation = points.contains { $0.deviation != nil }
    var sums = Array(repeating: (x: 0.0, y: 0.0, deviation: 0.0, count: 0), count: count)
    for point in points {
      let part = min(count - 1, max(0, Int((place(point.x) - start) / width * Double(count))))
      sums[part].x += point.x
      sums[part].y += point.y
      sums[part].deviation += point.deviation ?? 0
      sums[part].count += 1
    }
    return sums.filter { $0.count > 0 }.map { sum in
      let count = Double(sum.count)
      return .init(x: sum.x / count, y: sum.y / count, deviation: hasDeviation ? sum.deviation / count : nil)
    }
  }

  /// The mean of curves over the xs that all of them have, with the standard deviation of the sample; a single curve stays as it is.
  public static func mean(of curves: [[CurveChart.Point]]) -> [CurveChart.Point] {
    guard let first = curves.first, curves.count > 1 else { return curves.first ?? [] }
    let others = curves.dropFirst().map { curve in
      Dictionary(curve.map { ($0.x, $0.y) }, uniquingKeysWith: { old, _ in old })
    }
    return first.compactMap { point in
      let values = [point.y] + others.compactMap { $0[point.x] }
      guard values.count == curves.count, let statistics = MeanDeviation(values) else { return nil }
      return .init(x: point.x, y: statistics.mean, deviation: statistics.deviation)
    }
  }
}
