/// How well a network did on the rows of one batch.
public struct BatchResult: Sendable, Hashable {
  /// The mean cross-entropy over the rows.
  public let loss: Double
  /// In how many rows the largest output is the label's.
  public let correct: Int
}
