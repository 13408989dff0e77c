import Foundation
import LNQData
import LNQTraining

/// How long a study will take: the speed of a few steps of each kind of trial, times their number.
package struct StudyEstimate: VerbReport {
  /// The plan's kind.
  let kind: StudyPlan.Kind
  let dataset: String
  package let trials: Int
  package let settings: Int
  /// How many run side by side.
  let jobs: Int
  /// Of training all of them, on this machine, with so many side by side.
  package private(set) var seconds: Double
  /// The trials' names.
  let names: [String]

  private let title: String

  private enum CodingKeys: String, CodingKey {
    case kind, dataset, trials, settings, jobs, seconds, names
  }

  /// Tries the speeds.
  ///
  /// - Parameters:
  ///   - trials: all of them.
  ///   - secondsToRead: how long each takes to read its rows.
  ///   - trainer: what would train one.
  /// - Throws: what `trainer` throws.
  package init(
    _ plan: StudyPlan, _ trials: [StudyTrial], jobs: Int, secondsToRead: Double, trainer: (StudyTrial) throws -> Trainer
  ) throws {
    (kind, dataset, self.trials, self.jobs) = (plan.kind, plan.dataset.name, trials.count, jobs)
    settings = trials.count { $0.repetition == 1 }
    names = trials.map(\.name)
    title = plan.models.map(\.name).joined(separator: ", ") + " on " + plan.dataset.name
    var speeds: [String: Double] = [:]
    var total = 0.0
    for trial in trials where trial.repetition == 1 {
      let trainer = try trainer(trial)
      let key = "\(trial.model) \(trainer.options.batchSize)"
      if speeds[key] == nil { speeds[key] = try Self.secondsPerRow(trainer) }
      let rows = Double(trainer.dataset.train.count) * Double(trainer.options.epochs)
      let limit = Double(trainer.options.maxSteps ?? .max) * Double(trainer.options.batchSize)
      total += (min(rows, limit) * (speeds[key] ?? 0) + secondsToRead) * Double(plan.repeats)
    }
    seconds = total / Double(min(jobs, max(1, trials.count)))
  }

  /// How many steps are tried at least, and for how many seconds.
  private static let tried = (steps: 120, seconds: 0.03)

  /// Seconds for a training row, with a tenth more for the validation.
  private static func secondsPerRow(_ trainer: Trainer) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var rate = 1.0
    _ = try trainer.run(
      groupsSteps: true,
      onStep: { step in
        rate = step.samplesPerSecond
        return step.runStep >= tried.steps && (clock.now - start).inSeconds >= tried.seconds ? .stop : .proceed
      })
    return 1.1 / rate
  }

  package var summary: Summary {
    var summary = Summary("\(title): nothing was trained, since this is a dry run")
    summary.add("trials", "\(NumberText.count(trials)): \(NumberText.counted(settings, "setting", "settings"))")
    summary.add(
      "time", "about \(NumberText.seconds(seconds)) with \(NumberText.counted(jobs, "trial", "trials")) side by side")
    for name in names.prefix(8) { summary.add(name == names[0] ? "names" : "", name) }
    if names.count > 8 { summary.add("", "and \(NumberText.counted(names.count - 8, "more", "more"))") }
    return summary
  }
}
