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

  /// Puts the parts together. Points with a coordinate that is no finite number, or that is not positive where the axis is
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
