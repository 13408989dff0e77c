/// A number that a search chooses.
public struct SearchParameter: Hashable, Sendable {
  /// What it is called: `batch-size`.
  public let name: String
  /// What it can be.
  public let range: ParameterRange

  /// Puts the two together.
  public init(_ name: String, _ range: ParameterRange) {
    self.name = name
    self.range = range
  }
}
