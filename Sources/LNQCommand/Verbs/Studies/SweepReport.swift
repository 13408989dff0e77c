import LNQStudies

/// What `lnq sweep` found out.
struct SweepReport: Report {
  /// A trial that failed.
  struct Failure: Encodable {
    let trial: String
    let message: String
  }

  /// The study's folder.
  let study: String
  /// How the settings were chosen.
  let kind: StudyPlan.Kind
  /// The dataset's name.
  let dataset: String
  /// What has to be said about these rows.
  let notice: String?
  /// What the options are while another one is varied.
  let baseline: [StudySetting]
  /// How many trials there are, and how many of them are finished.
  let trials: Int
  let finished: Int
  /// The trials that failed.
  let failures: [Failure]
  /// The trials that something stopped from outside.
  let missing: [String]
  /// Of this process.
  let seconds: Double
  /// The means.
  let settings: [SettingResult]
  /// The settings with the highest mean accuracy on the validation part; nil with a single one.
  let best: SettingResult?
  /// What may mislead in the means.
  let warning: String?

  /// The page to look at, and the same as Markdown.
  let report: String
  let markdownReport: String

  /// What was to be found out.
  let plan: StudyPlan

  private enum CodingKeys: String, CodingKey {
    case study, kind, dataset, notice, baseline, trials, finished, failures, missing, seconds, settings, best, warning,
      report, markdownReport
  }

  init(_ session: StudySession, outcomes: [TrialOutcome], seconds: Double, written: WrittenReport) {
    report = written.html
    markdownReport = written.markdown
    let manifest = session.manifest
    plan = manifest.plan
    study = session.directory.path
    kind = plan.kind
    dataset = plan.dataset.name
    notice = plan.dataset.provenance.notice
    baseline = plan.baseline
    trials = outcomes.count
    finished = outcomes.count { $0.results != nil }
    let ends = zip(manifest.trials, outcomes)
    failures = ends.compactMap { trial, outcome in
      guard case .failed(let failure) = outcome else { return nil }
      return Failure(trial: trial.name, message: failure.message)
    }
    missing = ends.compactMap { trial, outcome in outcome == .missing ? trial.name : nil }
    self.seconds = seconds
    settings = SettingResult.grouping(manifest.trials, outcomes: outcomes)
    let complete = settings.filter { $0.validationAccuracy != nil }
    let order = { (one: SettingResult, other: SettingResult) in
      (one.validationAccuracy?.mean ?? 0) < (other.validationAccuracy?.mean ?? 0)
    }
    best = settings.count > 1 ? complete.max(by: order) : nil
    let count = settings.reduce(0) { $0 + $1.withoutAClass }
    warning =
      count == 0
      ? nil
      : "in \(Figure.counted(count, "trial", "trials")) of \(Figure.count(finished)) no test row was put into some class "
        + "(marked with *), which pulls the mean down: \(NeverChosen.reason)"
  }

  /// Why the exit code is not 0; nil when everything is finished.
  func sentence(goingOnWith words: [String]) -> String? {
    let command = ShellWords.text(["lnq"] + words)
    if !failures.isEmpty {
      let retry = words.contains("--retry-failed") ? "" : " --retry-failed"
      return "\(Figure.counted(failures.count, "trial", "trials")) of \(Figure.count(trials)) failed; "
        + "to try again: \(command)\(retry)"
    }
    guard !missing.isEmpty else { return nil }
    return
      "\(Figure.counted(missing.count, "trial was", "trials were")) stopped by something else; go on with: \(command)"
  }
}
