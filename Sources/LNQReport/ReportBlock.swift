/// One piece of a section.
public enum ReportBlock: Equatable, Sendable {
  /// Sentences.
  case paragraph(String)
  /// Sentences that a reader should not miss.
  case note(String)
  /// Lines that are printed as they are.
  case code(String)
  /// Items, one a line.
  case list([String])
  /// Labels with values.
  case facts([ReportFact])
  /// Rows and columns.
  case table(ReportTable)
  /// Charts, side by side where there is room.
  case figures([ReportFigure])
}
