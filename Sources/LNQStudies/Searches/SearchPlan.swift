/// What a search's trials follow from beside what all studies have.
package struct SearchPlan: Codable, Equatable, Sendable {
  /// The raw value of a `SearchAlgorithm`.
  package var algorithm: String
  /// What is to be good, in the order of `SearchObjective`.
  package var objectives: [SearchObjective]
  /// How many trials are proposed at a time.
  package var generationSize: Int
  /// Whether each network is quantized.
  package var quantizes: Bool

  /// Puts the parts together.
  package init(algorithm: String, objectives: [SearchObjective], generationSize: Int, quantizes: Bool) {
    self.algorithm = algorithm
    self.objectives = objectives
    self.generationSize = generationSize
    self.quantizes = quantizes
  }
}
