/// A report as a value: what it says, not how it looks. `html` and `markdown` print it.
public struct ReportDocument: Equatable, Sendable {
  /// The page's name.
  public var title: String
  /// One line below it.
  public var subtitle: String?
  /// What it says, in order.
  public var sections: [ReportSection]

  /// Puts the parts together.
  public init(title: String, subtitle: String? = nil, sections: [ReportSection]) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
  }

  /// All figures, in the order of the page.
  public var figures: [ReportFigure] { sections.flatMap(\.allFigures) }
}
