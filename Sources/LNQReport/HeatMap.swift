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
