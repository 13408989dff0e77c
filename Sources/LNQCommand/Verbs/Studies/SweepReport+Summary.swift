import LNQStudies

extension SweepReport {
  /// A table of means: in a grid a line for each combination; else each varied option with its values, the baseline among
  /// them.
  var summary: Summary {
    var summary = Summary(
      "\(plan.models.map(\.name).joined(separator: ", ")) on \(dataset): "
        + "\(Figure.counted(settings.count, "setting", "settings")), "
        + "\(Figure.count(finished)) of \(Figure.counted(trials, "trial", "trials")) finished in "
        + Figure.seconds(seconds))
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

  /// `71.30 ± 0.12 %  loss 0.8512 ± 0.0034  0.42 s`, and what may mislead: `*1 of 3, others 72.20 ± 0.10 %`.
  private func line(of result: SettingResult) -> String {
    guard let accuracy = result.testAccuracy, let loss = result.testLoss, let seconds = result.seconds else {
      return "no trial finished"
    }
    var mark = ""
    if result.withoutAClass > 0 {
      let others = result.testAccuracyOfOthers.map { ", others \(Figure.percent($0))" } ?? ""
      mark = "  *\(result.withoutAClass) of \(result.finished)\(others)"
    }
    let some = result.finished < result.trials ? "  \(result.finished) of \(result.trials) trials" : ""
    return "\(Figure.percent(accuracy))  loss \(Figure.loss(loss))  \(Figure.seconds(seconds.mean))\(some)\(mark)"
  }

  private func varied(_ settings: [StudySetting]) -> [StudySetting] {
    settings.filter { setting in plan.variedOptions.contains { $0.name == setting.option } }
  }

  private static func list(_ settings: [StudySetting]) -> String {
    settings.isEmpty ? "train's own settings" : settings.map(\.description).joined(separator: ", ")
  }
}
