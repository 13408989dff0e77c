/// What came of a trial of a search.
struct SearchResult: Encodable, Equatable {
  /// The trial's name.
  let trial: String
  /// Its generation.
  let generation: Int
  /// The network's name.
  let model: String
  /// The values of all options that were given.
  let settings: [StudySetting]
  /// On the validation part; of the tables where networks are quantized. Nil when the trial failed, as are the others then.
  let validationAccuracy: Double?
  /// Six-input LUTs by formula; nil where nothing is quantized.
  let luts: Int?
  /// How many numbers were trained.
  let parameters: Int?
  /// On the test part; only of the front, since nobody may choose by it.
  var testAccuracy: Double?
  /// Why it failed.
  let failure: String?

  /// The costs of the objectives; nil when the trial failed.
  func costs(_ objectives: [SearchObjective]) -> [Double]? {
    let costs = objectives.compactMap { objective in
      switch objective {
      case .accuracy: validationAccuracy.map { 1 - $0 }
      case .luts: luts.map(Double.init)
      }
    }
    return costs.count == objectives.count ? costs : nil
  }
}
