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
