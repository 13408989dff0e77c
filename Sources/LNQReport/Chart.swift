import Foundation

/// A chart as a value, before it is drawn.
public enum Chart: Equatable, Sendable {
  /// Lines over an axis of numbers.
  case curves(CurveChart)
  /// Shares as colours.
  case heatMap(HeatMap)
}

/// Lines, or points with error bars, over two axes.
public struct CurveChart: Equatable, Sendable {
  /// One place of a series.
  public struct Point: Equatable, Sendable {
    /// Where it stands.
    public var x: Double
    /// Its value.
    public var y: Double
    /// How far the error bar reaches in both directions; nil for none.
    public var deviation: Double?

    /// Puts the parts together.
    public init(x: Double, y: Double, deviation: Double? = nil) {
      self.x = x
      self.y = y
      self.deviation = deviation
    }
  }

  /// Points that belong together.
  public struct Series: Equatable, Sendable {
    /// What the legend calls it.
    public var label: String
    /// In the order in which they are joined.
    public var points: [Point]

    /// Puts both together.
    public init(_ label: String, points: [Point]) {
      self.label = label
      self.points = points
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
    self.series = series.compactMap { series in
      let points = series.points.filter { $0.x.isFinite && $0.y.isFinite && (!x.isLogarithmic || $0.x > 0) }
      return points.isEmpty ? nil : Series(series.label, points: points)
    }
  }

  /// The smallest and the largest x; nil without points.
  var xRange: ClosedRange<Double>? {
    let all = series.flatMap { $0.points.map(\.x) }
    guard let low = all.min(), let high = all.max() else { return nil }
    return low...high
  }
}

/// Shares 0 … 1 of rows and columns as colours, with their percents.
public struct HeatMap: Equatable, Sendable {
  /// The names of rows and of columns.
  public var names: [String]
  /// What the rows are, and what the columns are.
  public var rowLabel: String
  /// See `rowLabel`.
  public var columnLabel: String
  /// Row after row, from the top.
  public var shares: [[Double]]

  /// Puts the parts together.
  ///
  /// - Precondition: as many rows and columns as names.
  public init(names: [String], rowLabel: String, columnLabel: String, shares: [[Double]]) {
    precondition(shares.count == names.count && shares.allSatisfy { $0.count == names.count }, "a square of shares")
    self.names = names
    self.rowLabel = rowLabel
    self.columnLabel = columnLabel
    self.shares = shares
  }
}

/// Long curves as a few points: each point is the mean of its neighbours.
public enum CurveThinning {
  /// How many points a curve has at most.
  public static let pointCount = 50

  /// The mean x and y of each of `count` parts of the axis, in the order of x; parts without points are left out.
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
    var sums = Array(repeating: (x: 0.0, y: 0.0, count: 0), count: count)
    for point in points {
      let part = min(count - 1, max(0, Int((place(point.x) - start) / width * Double(count))))
      sums[part].x += point.x
      sums[part].y += point.y
      sums[part].count += 1
    }
    return sums.filter { $0.count > 0 }.map { .init(x: $0.x / Double($0.count), y: $0.y / Double($0.count)) }
  }

  /// The mean of curves over the xs that all of them have.
  public static func mean(of curves: [[CurveChart.Point]]) -> [CurveChart.Point] {
    guard let first = curves.first, curves.count > 1 else { return curves.first ?? [] }
    let others = curves.dropFirst().map { curve in
      Dictionary(curve.map { ($0.x, $0.y) }, uniquingKeysWith: { old, _ in old })
    }
    return first.compactMap { point in
      let values = [point.y] + others.compactMap { $0[point.x] }
      guard values.count == curves.count else { return nil }
      return .init(x: point.x, y: values.reduce(0, +) / Double(values.count))
    }
  }
}
