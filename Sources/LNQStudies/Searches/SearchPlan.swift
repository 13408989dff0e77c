/// The part of a study's plan that only searches have.
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

/// What a search wants to be good.
package enum SearchObjective: String, Codable, Sendable, CaseIterable {
  /// The share of the validation rows that are put into their class; as high as possible. Where networks are quantized it is that
  /// of the tables.
  case accuracy
  /// The six-input LUTs of the circuit by the fast mapping; as few as possible.
  case luts
  /// The six-input LUTs of the tables by formula, `TableNetwork.lutEstimate.lookups`; as few as possible.
  case formulaLuts = "formula-luts"
}

/// What came of a trial of a search.
package struct SearchResult: Encodable, Equatable {
  /// The trial's name.
  let trial: String
  /// The model's name.
  let model: String
  /// Its generation.
  let generation: Int
  /// The values of all options that were given.
  let settings: [StudySetting]
  /// How many numbers were trained; nil when the trial failed, as are the others then.
  package private(set) var parameters: Int?
  /// On the validation part; of the tables where networks are quantized.
  package private(set) var validationAccuracy: Double?
  /// Six-input LUTs by the fast mapping; nil where they are no objective.
  package private(set) var luts: Int?
  /// By the full mapping, of which the circuit is proved; nil where nobody asked for it.
  package internal(set) var fullLuts: Int?
  /// Six-input LUTs by formula; nil where nothing is quantized.
  package private(set) var formulaLuts: Int?
  /// On the test part. Nobody may choose by it, and so only the front has it in reports.
  package private(set) var testAccuracy: Double?
  /// Why it failed.
  package private(set) var failure: String?
  /// Classes that no test row was put into.
  package private(set) var neverChosen: [String]?

  /// Puts together what is known; nil when something outside stopped the trial.
  init?(_ trial: StudyTrial, _ outcome: TrialOutcome, _ tables: TrialVerb<QuantizeReport>.Outcome?, quantizes: Bool) {
    self.trial = trial.name
    model = trial.model
    generation = trial.generation ?? 0
    settings = trial.settings + (trial.architecture ?? []) + (trial.quantization ?? [])
    if let lost = outcome.results?.neverChosen, !lost.isEmpty { neverChosen = lost }
    switch outcome {
    case .missing: return nil
    case .failed(let failure): self.failure = failure.message
    case .finished(_, let results) where !quantizes:
      parameters = results.parameters
      validationAccuracy = results.best.validationAccuracy
      testAccuracy = results.test.accuracy
    case .finished(_, let results):
      switch tables {
      case .missing, nil: return nil
      case .failed(let failure): self.failure = failure.message
      case .done(let report):
        parameters = results.parameters
        validationAccuracy = report.validationAccuracy
        luts = report.mapped?.luts
        formulaLuts = report.luts?.lookups
        testAccuracy = report.quantizedAccuracy
      }
    }
  }

  /// What the files of a trial say; nil for one that was not trained to its end.
  init?(_ trial: StudyTrial, _ state: StudyFindings.State, _ search: SearchPlan) {
    self.trial = trial.name
    model = trial.model
    generation = trial.generation ?? 0
    settings = trial.settings + (trial.architecture ?? []) + (trial.quantization ?? [])
    switch state {
    case .missing: return nil
    case .failed(let message): failure = message
    case .finished(let run):
      guard let results = run.results else { return nil }
      if !results.neverChosen.isEmpty { neverChosen = results.neverChosen }
      parameters = results.parameters
      guard search.quantizes else {
        validationAccuracy = results.best.validationAccuracy
        testAccuracy = results.test.accuracy
        return
      }
      guard let hardware = run.hardware else { return nil }
      validationAccuracy = hardware.quantization.validationAccuracy
      luts = hardware.quantization.mapped?.luts
      fullLuts = hardware.synthesis?.luts
      formulaLuts = hardware.quantization.luts?.lookups
      testAccuracy = hardware.quantization.quantizedAccuracy
    }
  }

  /// The options that some of these have, in their order.
  static func options(of results: [SearchResult]) -> [String] {
    var options: [String] = []
    for option in results.flatMap(\.settings).map(\.option) where !options.contains(option) { options.append(option) }
    return options
  }

  /// The value of an option; nil when its model does not have it.
  func value(of option: String) -> String? { settings.first { $0.option == option }?.value }

  /// The same without what nobody may choose by.
  var withoutTest: SearchResult {
    var result = self
    result.testAccuracy = nil
    return result
  }

  /// The costs of the objectives; nil when the trial failed.
  func costs(_ objectives: [SearchObjective]) -> [Double]? {
    let costs = objectives.compactMap { objective in
      switch objective {
      case .accuracy: validationAccuracy.map { 1 - $0 }
      case .luts: luts.map(Double.init)
      case .formulaLuts: formulaLuts.map(Double.init)
      }
    }
    return costs.count == objectives.count ? costs : nil
  }

  /// What the second objective counts; nil where there is none.
  func size(_ objectives: [SearchObjective]) -> Int? {
    objectives.contains(.luts) ? luts : objectives.contains(.formulaLuts) ? formulaLuts : nil
  }
}
