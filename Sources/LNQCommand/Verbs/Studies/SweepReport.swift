import LNQStudies

/// What `lnq sweep` found out.
struct SweepReport: VerbReport {
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

  init(
    _ session: StudySession, outcomes: [TrialOutcome], mapped: [String: Result<QuantizeReport, TrialFailure>],
    seconds: Double, written: WrittenReport
  ) {
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
      if case .failed(let failure) = outcome { return Failure(trial: trial.name, message: failure.message) }
      guard case .failure(let failure) = mapped[trial.name] else { return nil }
      return Failure(trial: trial.name, message: failure.message)
    }
    missing = ends.compactMap { trial, outcome in outcome == .missing ? trial.name : nil }
    self.seconds = seconds
    settings = SettingResult.grouping(
      manifest.trials, outcomes: outcomes, tables: mapped.compactMapValues { try? $0.get() })
    let complete = settings.filter { $0.validationAccuracy != nil }
    let order = { (one: SettingResult, other: SettingResult) in
      (one.validationAccuracy?.mean ?? 0) < (other.validationAccuracy?.mean ?? 0)
    }
    best = settings.count > 1 ? complete.max(by: order) : nil
    let count = settings.reduce(0) { $0 + $1.withoutAClass }
    warning =
      count == 0
      ? nil
      : "in \(NumberText.counted(count, "trial", "trials")) of \(NumberText.count(finished)) no test row was put into some class "
        + "(marked with *), which pulls the mean down: \(TrainReport.reasonForUnchosenClasses)"
  }

  /// Why the exit code is not 0; nil when everything is finished.
  func sentence(goingOnWith words: [String]) -> String? {
    let command = ShellWords.text(["lnq"] + words)
    if !failures.isEmpty {
      let retry = words.contains("--retry-failed") ? "" : " --retry-failed"
      return "\(NumberText.counted(failures.count, "trial", "trials")) of \(NumberText.count(trials)) failed; "
        + "to try again: \(command)\(retry)"
    }
    guard !missing.isEmpty else { return nil }
    return
      "\(NumberText.counted(missing.count, "trial was", "trials were")) stopped by something else; go on with: \(command)"
  }
}

extension SweepReport {
  /// A table of means: in a grid a line for each combination; else each varied option with its values, the baseline among
  /// them.
  var summary: Summary {
    var summary = Summary(
      "\(plan.models.map(\.name).joined(separator: ", ")) on \(dataset): "
        + "\(NumberText.counted(settings.count, "setting", "settings")), "
        + "\(NumberText.count(finished)) of \(NumberText.counted(trials, "trial", "trials")) finished in "
        + NumberText.seconds(seconds))
    summary.addWrapped("note", notice)
    let fixed = plan.options.filter { !$0.isVaried }.map { "\($0.name) \($0.values[0])" }
    if kind == .varyOne {
      summary.addWrapped("baseline", Self.list(baseline))
    } else if !fixed.isEmpty {
      summary.addWrapped("in all", fixed.joined(separator: ", "))
    }
    for model in plan.models {
      let results = settings.filter { $0.model == model.name }
      if plan.models.count > 1 { summary.add(model.name, "") }
      if kind == .varyOne, !plan.variedOptions.isEmpty {
        for option in plan.variedOptions { add(results, varying: option, to: &summary) }
      } else {
        for result in results { summary.add(Self.list(varied(result.settings)), line(of: result)) }
      }
    }
    if let best {
      summary.add(
        "best on validation",
        (plan.models.count > 1 ? ["\(best.model)"] : []).joined() + (plan.models.count > 1 ? ", " : "")
          + Self.list(varied(best.settings)))
    }
    summary.addWrapped("warning", warning)
    for failure in failures { summary.addWrapped("failed", "\(failure.trial): \(failure.message)") }
    for name in missing { summary.add("stopped", name) }
    summary.add("report", report)
    summary.add("files", study)
    return summary
  }

  /// The values of one option in the order of its list.
  private func add(_ results: [SettingResult], varying option: StudyOption, to summary: inout Summary) {
    for value in option.values {
      let wanted = baseline.map { $0.option == option.name ? StudySetting(option: option.name, value: value) : $0 }
      if let result = results.first(where: { $0.settings == wanted }) {
        summary.add("\(option.name) \(value)", line(of: result))
      }
    }
  }

  /// `71.30 ± 0.12 %  loss 0.8512 ± 0.0034  0.42 s`, `tables 71.10 ± 0.14 %  1,305 ± 12 LUTs` where they were mapped, and what may
  /// mislead: `*1 of 3, others 72.20 ± 0.10 %`.
  private func line(of result: SettingResult) -> String {
    guard let accuracy = result.testAccuracy, let loss = result.testLoss, let seconds = result.seconds else {
      return "no trial finished"
    }
    var mark = ""
    if result.withoutAClass > 0 {
      let others = result.testAccuracyOfOthers.map { ", others \(NumberText.percent($0))" } ?? ""
      mark = "  *\(result.withoutAClass) of \(result.finished)\(others)"
    }
    var tables = ""
    if let luts = result.luts {
      tables = "  tables \(NumberText.percent(result.quantizedAccuracy))  \(NumberText.count(luts)) LUTs"
    }
    let some = result.finished < result.trials ? "  \(result.finished) of \(result.trials) trials" : ""
    return
      "\(NumberText.percent(accuracy))  loss \(NumberText.loss(loss))  \(NumberText.seconds(seconds.mean))\(tables)\(some)\(mark)"
  }

  private func varied(_ settings: [StudySetting]) -> [StudySetting] {
    settings.filter { setting in plan.variedOptions.contains { $0.name == setting.option } }
  }

  private static func list(_ settings: [StudySetting]) -> String {
    settings.isEmpty ? "train's own settings" : settings.map(\.description).joined(separator: ", ")
  }
}
