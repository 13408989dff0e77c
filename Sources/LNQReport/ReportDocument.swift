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

/// A headline and what stands below it.
public struct ReportSection: Equatable, Sendable {
  /// What changes when the same thing is done again.
  public enum Kind: Equatable, Sendable {
    /// Nothing.
    case ordinary
    /// Moments, durations and speeds, which differ from run to run. Only this section has such figures.
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

/// A label and its value.
public struct ReportFact: Equatable, Sendable {
  /// `seed`.
  public var label: String
  /// `0`.
  public var value: String
  /// Whether the value is something that is typed or computed: it is printed as code.
  public var isCode: Bool

  /// Puts both together.
  public init(_ label: String, _ value: String, isCode: Bool = false) {
    self.label = label
    self.value = value
    self.isCode = isCode
  }
}

/// Rows and columns with a caption.
public struct ReportTable: Equatable, Sendable {
  /// A column's headline.
  public struct Column: Equatable, Sendable, ExpressibleByStringLiteral {
    /// The headline.
    public var title: String
    /// Whether its cells are numbers, which stand at the right.
    public var isNumeric: Bool

    /// A column of numbers, unless told otherwise.
    public init(_ title: String, isNumeric: Bool = true) {
      self.title = title
      self.isNumeric = isNumeric
    }

    /// A column of numbers.
    public init(stringLiteral title: String) { self.init(title) }
  }

  /// One value.
  public struct Cell: Equatable, Sendable, ExpressibleByStringLiteral {
    /// What is printed.
    public var text: String
    /// How dark its background is, 0 … 1; nil for none. Only pages show it.
    public var shade: Double?

    /// A value.
    public init(_ text: String, shade: Double? = nil) {
      self.text = text
      self.shade = shade
    }

    /// A value without background.
    public init(stringLiteral text: String) { self.init(text) }
  }

  /// What the table shows.
  public var caption: String
  /// The headlines.
  public var columns: [Column]
  /// The cells; the first of a row says what the row is about.
  public var rows: [[Cell]]

  /// Puts the parts together.
  ///
  /// - Precondition: each row has a cell for each column.
  public init(_ caption: String, columns: [Column], rows: [[Cell]]) {
    precondition(
      rows.allSatisfy { $0.count == columns.count }, "a row of \"\(caption)\" has other columns than the head")
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }
}

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

/// The drawn figures of a document.
public struct ReportDrawings: Equatable, Sendable {
  /// By the figures' names. A figure without a drawing is left out.
  public private(set) var drawings: [String: SVGDrawing]
  /// The sentences that say why some are missing.
  public private(set) var absences: [String]

  /// Puts both together.
  public init(_ drawings: [String: SVGDrawing], absences: [String]) {
    (self.drawings, self.absences) = (drawings, absences)
  }

  /// All of them.
  public static func drawn(_ drawings: [String: SVGDrawing]) -> ReportDrawings {
    ReportDrawings(drawings, absences: [])
  }

  /// None, and the sentence that says why.
  public static func absent(reason: String) -> ReportDrawings { ReportDrawings([:], absences: [reason]) }

  /// Those of both.
  public func merging(_ other: ReportDrawings) -> ReportDrawings {
    ReportDrawings(drawings.merging(other.drawings) { own, _ in own }, absences: absences + other.absences)
  }

  subscript(figure: ReportFigure) -> SVGDrawing? { drawings[figure.name] }
}
