import Foundation

extension TrialRunner {
  /// Quantizes the networks of those of `trials` that were trained to their end, with the options of `lnq quantize` that none chooses,
  /// and maps their circuits, fast.
  ///
  /// - Parameter outcomes: of `trials`, in their order.
  /// - Returns: for each trial by its name what came of it. A trial is missing when something other than lnq stopped it.
  /// - Throws: as `TrialVerb.run`.
  package func mapped(
    _ trials: [StudyTrial], outcomes: [TrialOutcome]
  ) throws -> [String: Result<QuantizeReport, TrialFailure>] {
    let trained = zip(trials, outcomes).filter { $1.results != nil }.map(\.0)
    let verb = TrialVerb<QuantizeReport>(
      runner: self, file: .quantization, participle: "mapped", options: { _ in ["--count-luts"] },
      isEnough: { $0.mapped != nil })
    var results: [String: Result<QuantizeReport, TrialFailure>] = [:]
    for (trial, outcome) in zip(trained, try verb.run(trained)) {
      switch outcome {
      case .done(let report): results[trial.name] = .success(report)
      case .failed(let failure): results[trial.name] = .failure(failure)
      case .missing: break
      }
    }
    return results
  }
}

/// Runs a verb for the networks of a study's trials, each in a process of its own, after they were trained.
struct TrialVerb<Report: Decodable> {
  /// What came of it.
  enum Outcome {
    case done(Report)
    case failed(TrialFailure)
    case missing
  }

  /// Runs the trials.
  let runner: TrialRunner
  /// What the verb writes.
  let file: RunFile
  /// What is said of trials for which that is done: `quantized`.
  let participle: String
  /// The words behind the verb and the run.
  let options: (StudyTrial) -> [String]
  /// Whether a file that is there already says all that is needed.
  var isEnough: (Report) -> Bool = { _ in true }

  /// Runs the verb for those of `trials` where it is not done yet. What failed before is tried again only where the runner does
  /// that.
  ///
  /// - Parameter trials: trials that were trained to their end.
  /// - Returns: the outcomes, in their order.
  /// - Throws: `CommandError.interrupted`, `RunDirectoryError`, `ToolchainError`.
  func run(_ trials: [StudyTrial]) throws -> [Outcome] {
    let study = runner.session.directory
    var outcomes = try trials.map { try outcome(of: $0, in: study) }
    let open = outcomes.indices.filter { index in
      switch outcomes[index] {
      case .done: false
      case .failed: runner.retriesFailed
      case .missing: true
      }
    }
    guard !open.isEmpty else { return outcomes }
    let tasks = try open.map { index in
      let trial = trials[index]
      try study.removeFailure(of: trial)
      return TrialTask(
        trial, words: [file.verb ?? "", study.run(of: trial).path] + options(trial) + ["--json"],
        log: study.logPath(of: trial))
    }
    var done = 0
    var progress = runner.observer.progress(doneBefore: 0)
    defer { progress.clear() }
    try runner.launcher.run(tasks, listener: runner.listener) { event in
      if case .ended(let number, let ending) = event {
        outcomes[open[number]] = try settle(tasks[number], ending, in: study)
        done += 1
      }
      progress.update("\(participle) \(done)/\(tasks.count)", done: Double(done) / Double(tasks.count), facts: "")
    }
    let finished = outcomes.count { if case .done = $0 { true } else { false } }
    if runner.listener.isStopRequested, finished < trials.count {
      throw runner.interruption(finished, of: trials.count)
    }
    return outcomes
  }

  private func outcome(of trial: StudyTrial, in study: StudyDirectory) throws(RunDirectoryError) -> Outcome {
    let run = study.run(of: trial)
    if run.contains(file) {
      do {
        let report = try run.decode(Report.self, from: file).value
        if isEnough(report) { return .done(report) }
      } catch {
        // It is made anew like one that is not there.
        guard case .stale = error else { throw error }
      }
    }
    return try study.failure(of: trial).map { .failed($0) } ?? .missing
  }

  private func settle(
    _ task: TrialTask, _ ending: TrialEvent.Ending, in study: StudyDirectory
  ) throws(RunDirectoryError) -> Outcome {
    let outcome = try outcome(of: task.trial, in: study)
    if case .done = outcome {
      try? FileManager.default.removeItem(atPath: task.log)
      return outcome
    }
    guard let failure = TrialFailure(ending, log: task.log) else { return .missing }
    try study.write(failure, of: task.trial)
    return .failed(failure)
  }
}
