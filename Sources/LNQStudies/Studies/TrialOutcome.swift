import Foundation
import LNQReport

/// What came of a trial.
package enum TrialOutcome: Equatable, Sendable {
  /// It was trained to its end: `run.json`, and the results in it.
  case finished(RunManifest, TrainReport)
  /// It failed, and is not tried again unless somebody asks for it.
  case failed(TrialFailure)
  /// It was not begun, or stopped in the middle.
  case missing

  /// The results of a finished trial.
  package var results: TrainReport? {
    if case .finished(_, let results) = self { results } else { nil }
  }
}

/// Why a trial did not come to its end, for `<trial>.failure.json`.
package struct TrialFailure: Error, Codable, Equatable, Sendable {
  /// The exit code of its process; nil when a signal ended it.
  var exitCode: Int32?
  /// What it said, or what is known of its end: one sentence.
  package var message: String
}

extension TrialFailure {
  /// Why a task failed; nil when something from outside stopped it, so that it can go on.
  package init?(_ ending: TrialEvent.Ending, log path: String) {
    switch ending {
    case .exited(Outcome.interrupted.rawValue), .cancelled: return nil
    case .exited(let code):
      let text = (try? Data(contentsOf: URL(fileURLWithPath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
      self.init(exitCode: code, message: Self.sentence(text) ?? "it ended with the exit code \(code); see \(path)")
    case .signalled(let signal):
      self.init(exitCode: nil, message: "it was ended by signal \(signal) (\(String(cString: strsignal(signal))))")
    }
  }

  /// What `lnq` said last after its name.
  private static func sentence(_ log: String) -> String? {
    guard let start = log.ranges(of: "lnq: ").last?.upperBound else { return nil }
    return log[start...].trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// What came of all repeats with one model and the same settings.
package struct SettingResult: Codable, Equatable, Sendable {
  /// The model's name.
  package let model: String
  /// The options that were given to the study.
  package let settings: [StudySetting]
  /// How many repeats there are.
  package let trials: Int
  /// How many came to their end; the figures are of these. They are nil without one.
  package let finished: Int
  /// On the test part, of the best epoch's parameters.
  package let testAccuracy: MeanDeviation?
  /// On the test part.
  package let testLoss: MeanDeviation?
  /// On the validation part, in the best epoch.
  package let validationAccuracy: MeanDeviation?
  /// On the validation part after the last epoch, and of the last step's rows before it; nil in runs of older versions.
  package let lastValidationAccuracy: MeanDeviation?
  package let lastTrainingAccuracy: MeanDeviation?
  /// Training and validation.
  package let seconds: MeanDeviation?
  /// Of the tables on the test part, and LUTs of their circuits by fast mapping; nil unless the study maps its networks.
  package let quantizedAccuracy: MeanDeviation?
  package let luts: MeanDeviation?
  /// In how many of them no test row was put into some class.
  package let withoutAClass: Int
  /// On the test part, of the other finished ones.
  package let testAccuracyOfOthers: MeanDeviation?

  /// Groups the trials of a study, in the order of their first.
  ///
  /// - Parameters:
  ///   - outcomes: of `trials`, in their order.
  ///   - tables: of the trials that were quantized, by their names.
  package static func grouping(
    _ trials: [StudyTrial], outcomes: [TrialOutcome], tables: [String: QuantizeReport] = [:]
  ) -> [SettingResult] {
    struct Key: Hashable {
      let model: String
      let settings: [StudySetting]
    }
    var order: [Key] = []
    var groups: [Key: [(outcome: TrialOutcome, tables: QuantizeReport?)]] = [:]
    for (trial, outcome) in zip(trials, outcomes) {
      let key = Key(model: trial.model, settings: trial.settings)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append((outcome, tables[trial.name]))
    }
    return order.map { SettingResult(model: $0.model, settings: $0.settings, groups[$0] ?? []) }
  }

  private init(
    model: String, settings: [StudySetting], _ trials: [(outcome: TrialOutcome, tables: QuantizeReport?)]
  ) {
    let results = trials.compactMap(\.outcome.results)
    let tables = trials.compactMap(\.tables)
    self.model = model
    self.settings = settings
    self.trials = trials.count
    finished = results.count
    testAccuracy = MeanDeviation(results.map(\.test.accuracy))
    testLoss = MeanDeviation(results.map(\.test.loss))
    validationAccuracy = MeanDeviation(results.map(\.best.validationAccuracy))
    lastValidationAccuracy = MeanDeviation(results.compactMap { $0.last?.validationAccuracy })
    lastTrainingAccuracy = MeanDeviation(results.compactMap { $0.last?.trainingAccuracy })
    seconds = MeanDeviation(results.map(\.seconds))
    quantizedAccuracy = MeanDeviation(tables.map(\.quantizedAccuracy))
    luts = MeanDeviation(tables.compactMap { $0.mapped.map { Double($0.luts) } })
    withoutAClass = results.count { !$0.neverChosen.isEmpty }
    testAccuracyOfOthers = MeanDeviation(results.filter(\.neverChosen.isEmpty).map(\.test.accuracy))
  }
}
