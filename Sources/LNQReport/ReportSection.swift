/// A headline and what stands below it.
public struct ReportSection: Equatable, Sendable {
  /// What changes when the same thing is done again.
  public enum Kind: Equatable, Sendable {
    /// Nothing.
    case ordinary
    /// Moments, durations and speeds: everything in it may be other the next time. No other section has such figures.
    case times
  }

  /// The headline.
  public var title: String
  /// Whether it is the place of the times.
  public var kind: Kind
  /// What stands below the headline.
  public var blocks: [ReportBlock]
  /// Sections one level below.
  public var sections: [ReportSection]

  /// Puts the parts together.
  public init(
    _ title: String, kind: Kind = .ordinary, blocks: [ReportBlock], sections: [ReportSection] = []
  ) {
    self.title = title
    self.kind = kind
    self.blocks = blocks
    self.sections = sections
  }

  /// Its figures and those of its sections.
  var allFigures: [ReportFigure] {
    let own = blocks.flatMap { block -> [ReportFigure] in
      if case .figures(let figures) = block { figures } else { [] }
    }
    return own + sections.flatMap(\.allFigures)
  }
}
