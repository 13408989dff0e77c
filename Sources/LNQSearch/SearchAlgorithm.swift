/// How a search chooses its points.
public enum SearchAlgorithm: String, Sendable, CaseIterable {
  /// Each point anew, all positions equally probable.
  case random
  /// `ParzenSampler`: tree-structured Parzen estimators.
  case tpe
  /// `EvolutionSampler`: selection, crossover and mutation.
  case evolution
}
