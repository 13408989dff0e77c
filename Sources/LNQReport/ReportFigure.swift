/// A chart with its texts.
public struct ReportFigure: Equatable, Sendable {
  /// The stem of its file; letters, digits and `-`, unique in its document.
  public var name: String
  /// What stands below it.
  public var title: String
  /// What it shows, for those who cannot see it.
  public var description: String
  /// The chart.
  public var chart: Chart

  /// Puts the parts together.
  public init(name: String, title: String, description: String, chart: Chart) {
    self.name = name
    self.title = title
    self.description = description
    self.chart = chart
  }
}
