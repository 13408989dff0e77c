/// One choice of all parameters of a search.
public struct SearchPoint: Hashable, Sendable {
  /// The value of each parameter, in the order of the space.
  public let values: [Double]

  /// Takes the values.
  public init(_ values: [Double]) {
    self.values = values
  }
}
