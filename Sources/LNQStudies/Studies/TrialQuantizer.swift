import Foundation

/// Quantizes the networks of a search's trials, each in a process of its own, after they were trained.
struct TrialQuantizer {
  /// What came of it.
  package enum Outcome {
    case quantized(QuantizeReport)
    case failed(TrialFailure)
    case missing
  }

  /// Runs the trials.
  let runner: TrialRunner

  /// Quantizes those of `trials` that are not yet. What failed before is tried again only where the runner does that.
  ///
  /// - Parameter trials: trials that were trained to their end.
  /// - Returns: the outcomes, in their order.
  /// - Throws: `CommandError.interrupted`, `RunDirectoryError`, `ToolchainError`.
  func run(_ trials: [StudyTrial]) throws -> [Outcome] {
    let study = runner.session.directory
    var outcomes = try trials.map { try outcome(of: $0, in: study) }
    let open = outcomes.indices.filter { index in
      switch outcomes[index] {
      case .quantized: false
      case .failed: runner.retriesFailed
      case .missing: true
      }
    }
    guard !open.isEmpty else { return outcomes }
    let tasks = try open.map { index in
      let trial = trials[index]
      try study.removeFailure(of: trial)
      return TrialTask(
        trial, words: ["quantize", study.run(of: trial).path] + (trial.quantization ?? []).map(\.word) + ["--json"],
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
      progress.update("quantized \(done)/\(tasks.count)", done: Double(done) / Double(tasks.count), facts: "")
    }
    let quantized = outcomes.count { if case .quantized = $0 { true } else { false } }
    if runner.listener.isStopRequested, quantized < trials.count {
      throw runner.interruption(quantized, of: trials.count)
    }
    return outcomes
  }

  private func outcome(of trial: StudyTrial, in study: StudyDirectory) throws(RunDirectoryError) -> Outcome {
    let run = study.run(of: trial)
    if run.contains(.quantization) {
      do {
        return .quantized(try run.decode(QuantizeReport.self, from: .quantization).value)
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
    if case .quantized = outcome {
      try? FileManager.default.removeItem(atPath: task.log)
      return outcome
    }
    guard let failure = TrialFailure(ending, log: task.log) else { return .missing }
    try study.write(failure, of: task.trial)
    return .failed(failure)
  }
}
