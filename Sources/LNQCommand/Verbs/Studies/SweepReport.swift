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
  /// Why nothing can be said of the settings; nil where something can.
  let headline: String?

  /// The page to look at, and the same as Markdown.
  let report: String
  let markdownReport: String

  /// What was to be found out.
  let plan: StudyPlan

  private enum CodingKeys: String, CodingKey {
    case study, kind, dataset, notice, baseline, trials, finished, failures, missing, seconds, settings, best, warning,
      headline, report, markdownReport
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
    warning = LostClasses.warning(trials: count, of: finished)
    headline = LostClasses.headline(trials: count, of: finished)
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
    let counts =
      "\(plan.models.map(\.name).joined(separator: ", ")) on \(dataset): "
      + "\(NumberText.counted(settings.count, "setting", "settings")), "
      + "\(NumberText.count(finished)) of \(NumberText.counted(trials, "trial", "trials")) finished in "
      + NumberText.seconds(seconds)
    var summary = Summary(headline ?? counts)
    if headline != nil { summary.add("study", counts) }
    summary.add("note", notice)
    let fixed = plan.options.filter { !$0.isVaried }.map { "\($0.name) \($0.values[0])" }
    if kind == .varyOne {
      summary.add("baseline", Self.list(baseline))
    } else if !fixed.isEmpty {
      summary.add("in all", fixed.joined(separator: ", "))
    }
    for model in plan.models {
      let results = settings.filter { $0.model == model.name }
      let title = plan.models.count > 1 ? model.name : "settings"
      if kind == .varyOne, !plan.variedOptions.isEmpty {
        for option in plan.variedOptions {
          let rows = option.values.compactMap { value in
            self.result(in: results, of: option, value: value).map { (value, $0) }
          }
          summary.add(plan.models.count > 1 ? model.name : "", table(rows, of: option.name))
        }
      } else {
        summary.add(title, table(results.map { (Self.list(varied($0.settings)), $0) }, of: "setting"))
      }
    }
    if let best {
      summary.add(
        "best on validation",
        (plan.models.count > 1 ? "\(best.model), " : "") + Self.list(varied(best.settings)))
    }
    summary.add("warning", warning)
    for failure in failures { summary.add("failed", "\(failure.trial): \(failure.message)") }
    for name in missing { summary.add("stopped", name) }
    summary.add("report", report)
    summary.add("files", study)
    return summary
  }

  /// What came of one value of an option, the others being those of the baseline.
  private func result(in results: [SettingResult], of option: StudyOption, value: String) -> SettingResult? {
    let wanted = baseline.map { $0.option == option.name ? StudySetting(option: option.name, value: value) : $0 }
    return results.first { $0.settings == wanted }
  }

  /// A row for each setting: means with their deviations, and what may mislead in them.
  private func table(_ rows: [(name: String, result: SettingResult)], of first: String) -> TextTable {
    let results = rows.map(\.result)
    var columns: [(head: String, cell: (SettingResult) -> String)] = [
      ("test accuracy", { NumberText.percent($0.testAccuracy) }),
      ("test loss", { NumberText.loss($0.testLoss) }),
    ]
    if results.contains(where: { $0.lastValidationAccuracy != nil }) {
      columns += [
        ("last validation", { NumberText.percent($0.lastValidationAccuracy) }),
        ("last training", { NumberText.percent($0.lastTrainingAccuracy) }),
      ]
    }
    columns.append(("time", { result in result.seconds.map { NumberText.seconds($0.mean) } ?? "–" }))
    if results.contains(where: { $0.luts != nil }) {
      columns += [
        ("tables", { NumberText.percent($0.quantizedAccuracy) }),
        ("LUTs", { result in result.luts.map { NumberText.count($0) } ?? "–" }),
      ]
    }
    if results.contains(where: { $0.finished < $0.trials }) {
      columns.append(("finished", { "\($0.finished) of \($0.trials)" }))
    }
    if results.contains(where: { $0.withoutAClass > 0 }) {
      columns += [
        ("lost a class", { $0.withoutAClass == 0 ? "" : "*\($0.withoutAClass) of \($0.finished)" }),
        ("accuracy of others", { $0.withoutAClass == 0 ? "" : NumberText.percent($0.testAccuracyOfOthers) }),
      ]
    }
    return TextTable(
      rows: [[first] + columns.map(\.head)] + rows.map { row in [row.name] + columns.map { $0.cell(row.result) } })
  }

  private func varied(_ settings: [StudySetting]) -> [StudySetting] {
    settings.filter { setting in plan.variedOptions.contains { $0.name == setting.option } }
  }

  private static func list(_ settings: [StudySetting]) -> String {
    settings.isEmpty ? "train's own settings" : settings.map(\.description).joined(separator: ", ")
  }
}
