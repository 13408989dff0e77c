import Foundation

/// Runs trials of a study and says what came of them.
package struct TrialRunner {
  /// The study, whose lock the caller has.
  package let session: StudySession
  /// Where they run.
  package let launcher: any TrialLauncher
  /// Whether trials that failed are tried again.
  package let retriesFailed: Bool
  /// The words of the command line that go on with the study.
  package let words: [String]
  /// Who follows it.
  package let observer: any WorkObserver
  /// Whether it is to stop.
  package let listener: any StopListener

  /// Puts the parts together.
  package init(
    session: StudySession, launcher: any TrialLauncher, retriesFailed: Bool, words: [String],
    observer: any WorkObserver, listener: any StopListener
  ) {
    self.session = session
    self.launcher = launcher
    self.retriesFailed = retriesFailed
    self.words = words
    self.observer = observer
    self.listener = listener
  }

  /// Runs those of `trials` that have no outcome yet, and goes on with those that were stopped in the middle. Trials that fail
  /// do not stop the others; why they failed is kept in a file.
  ///
  /// - Returns: the outcomes of all, in their order. A trial is missing when something other than lnq stopped it.
  /// - Throws: `CommandError.interrupted` when it was asked to stop; everything finished is kept. `RunDirectoryError`,
  ///   `ToolchainError`.
  package func run(_ trials: [StudyTrial]) throws -> [TrialOutcome] {
    let study = session.directory
    try launcher.awaitEarlierTasks(observer, listener: listener)
    var outcomes = try trials.map { try study.outcome(of: $0) }
    let open = outcomes.indices.filter { index in
      switch outcomes[index] {
      case .finished:
        // Its process may have been the last of a study that was killed.
        try? FileManager.default.removeItem(atPath: study.logPath(of: trials[index]))
        return false
      case .failed: return retriesFailed
      case .missing: return true
      }
    }
    let tasks = try open.map { index in
      try study.removeFailure(of: trials[index])
      return try TrialTask(trials[index], of: study, plan: session.manifest.plan)
    }
    guard !tasks.isEmpty else { return outcomes }

    var done = trials.count - open.count
    var running: [Int] = []
    var progress = observer.progress(doneBefore: Double(done) / Double(trials.count))
    defer { progress.clear() }
    try launcher.run(tasks, listener: listener) { event in
      switch event {
      case .began(let number): running.append(number)
      case .ended(let number, let ending):
        running.removeAll { $0 == number }
        outcomes[open[number]] = try settle(tasks[number], ending)
        done += 1
      case .waiting: break
      }
      progress.update(
        "trials \(done)/\(trials.count)", done: Double(done) / Double(trials.count),
        facts: "\(running.count) running: " + running.map { tasks[$0].trial.name }.joined(separator: ", "))
    }
    if listener.isStopRequested, outcomes.contains(.missing) {
      throw interruption(outcomes.count { $0.results != nil }, of: trials.count)
    }
    return outcomes
  }

  /// The error that says that the study was stopped, and how to go on.
  func interruption(_ finished: Int, of count: Int) -> CommandError {
    .interrupted(
      "stopped; \(NumberText.count(finished)) of \(NumberText.counted(count, "trial", "trials")) are finished and kept; "
        + "go on with: \(ShellWords.text(["lnq"] + words))")
  }

  /// What came of a trial whose process has ended; a failure is written down.
  private func settle(_ task: TrialTask, _ ending: TrialEvent.Ending) throws(RunDirectoryError) -> TrialOutcome {
    let study = session.directory
    let outcome = try study.outcome(of: task.trial)
    if case .finished = outcome {
      try? FileManager.default.removeItem(atPath: task.log)
      return outcome
    }
    if case .cancelled(let state) = ending {
      observer.tell("trial \(task.trial.name) was ended by the cluster: \(state)\n")
    }
    guard let failure = TrialFailure(ending, log: task.log) else {
      try? FileManager.default.removeItem(atPath: task.log)
      return .missing
    }
    try study.write(failure, of: task.trial)
    return .failed(failure)
  }
}
