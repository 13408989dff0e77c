/// What a search's trials follow from beside what all studies have.
public struct SearchPlan: Codable, Equatable, Sendable {
  /// The raw value of a `SearchAlgorithm`.
  public var algorithm: String
  /// What is to be good, in the order of `SearchObjective`.
  public var objectives: [SearchObjective]
  /// How many trials are proposed at a time.
  public var generationSize: Int
  /// Whether each network is quantized.
  public var quantizes: Bool
}
