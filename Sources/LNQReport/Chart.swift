/// A chart as a value, before it is drawn.
public enum Chart: Equatable, Sendable {
  /// Lines over an axis of numbers.
  case curves(CurveChart)
  /// Shares as colours.
  case heatMap(HeatMap)
}
