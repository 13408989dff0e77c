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
