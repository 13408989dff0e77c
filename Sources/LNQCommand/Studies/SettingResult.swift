import LNQReport

/// What came of all repeats with one model and the same settings.
public struct SettingResult: Codable, Equatable, Sendable {
  /// The model's name.
  public let model: String
  /// The options that were given to the study.
  public let settings: [StudySetting]
  /// How many repeats there are.
  public let trials: Int
  /// How many came to their end; the figures are of these. They are nil when there is none.
  public let finished: Int
  /// On the test part, of the best epoch's parameters.
  public let testAccuracy: MeanDeviation?
  /// On the test part.
  public let testLoss: MeanDeviation?
  /// On the validation part, in the best epoch.
  public let validationAccuracy: MeanDeviation?
  /// Training and validation.
  public let seconds: MeanDeviation?
  /// In how many of them no test row was put into some class.
  public let withoutAClass: Int
  /// On the test part, of the other finished ones.
  public let testAccuracyOfOthers: MeanDeviation?

  /// Groups the trials of a study, in the order of their first.
  ///
  /// - Parameter outcomes: of `trials`, in their order.
  public static func grouping(_ trials: [StudyTrial], outcomes: [TrialOutcome]) -> [SettingResult] {
    struct Key: Hashable {
      let model: String
      let settings: [StudySetting]
    }
    var order: [Key] = []
    var groups: [Key: [TrialOutcome]] = [:]
    for (trial, outcome) in zip(trials, outcomes) {
      let key = Key(model: trial.model, settings: trial.settings)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(outcome)
    }
    return order.map { SettingResult(model: $0.model, settings: $0.settings, outcomes: groups[$0] ?? []) }
  }

  private init(model: String, settings: [StudySetting], outcomes: [TrialOutcome]) {
    let results = outcomes.compactMap(\.results)
    self.model = model
    self.settings = settings
    trials = outcomes.count
    finished = results.count
    testAccuracy = MeanDeviation(results.map(\.test.accuracy))
    testLoss = MeanDeviation(results.map(\.test.loss))
    validationAccuracy = MeanDeviation(results.map(\.best.validationAccuracy))
    seconds = MeanDeviation(results.map(\.seconds))
    withoutAClass = results.count { !$0.neverChosen.isEmpty }
    testAccuracyOfOthers = MeanDeviation(results.filter(\.neverChosen.isEmpty).map(\.test.accuracy))
  }
}
