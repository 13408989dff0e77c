import LNQReport

/// What a study says beyond single options: a grid of two as a map, and how much each option of a search mattered.
extension StudyFindings {
  /// The mean accuracy on the test rows by two options of a grid, as colours; nil for other studies.
  func gridFigure(prefix: String) -> ReportFigure? {
    let options = varied.filter { $0.name != Self.model }
    guard manifest.plan.kind == .grid, options.count == 2, options.allSatisfy({ $0.values.count > 1 }) else {
      return nil
    }
    let (across, down) = (ordered(options[1]), ordered(options[0]))
    let values = down.map { row in
      across.map { column -> Double? in
        let runs = settings.filter { $0.value(of: options[0].name) == row && $0.value(of: options[1].name) == column }
          .flatMap(\.group.runs)
        return RunGroup(label: "", runs: runs).statistics(\.test.accuracy).map { $0.mean * 100 }
      }
    }
    let all = values.joined().compactMap { $0 }
    guard let low = all.min(), let high = all.max() else { return nil }
    let range = low < high ? low...high : low - 1...high + 1
    let map = HeatMap(
      rows: down, columns: across, rowLabel: options[0].label, columnLabel: options[1].label,
      valueLabel: "test accuracy (%)", values: values, range: range, digits: 1)
    return ReportFigure(
      name: prefix + "grid",
      title: "Test accuracy in percent by \(options[0].label) and \(options[1].label)"
        + (manifest.plan.repeats > 1 ? ", means over repeats" : ""),
      description: "From \(NumberText.rounded(low)) to \(NumberText.rounded(high)) %", chart: .heatMap(map))
  }

  /// The values of an option, numbers by their size.
  private func ordered(_ option: StudyOption) -> [String] {
    option.values.sorted { option.place(of: $0) < option.place(of: $1) }
  }

  /// How many trials it takes to say something of the options.
  private static let fewestTrials = 12
  /// Into how many parts the trials are divided by an option's value.
  private static let partCount = 4

  /// The share of the variance of the validation accuracy that each option explains by itself, in a search.
  ///
  /// The trials are divided into four parts of equal size by the option's value, or by its names; the share is ω² of that division
  /// (Hays 1963): that of the variance between the parts, less what chance alone would give, 0 at least. With several models the
  /// model is an option too, and the others explain what is left within the models that have them.
  var importances: [(option: StudyOption, share: Double)] {
    guard isSearch else { return [] }
    let known = settings.flatMap { setting in
      setting.group.runs.compactMap { run in run.results.map { (setting: setting, value: $0.best.validationAccuracy) } }
    }
    let hasModels = varied.contains { $0.name == Self.model }
    let byModel = Dictionary(grouping: known) { $0.setting.value(of: Self.model) ?? "" }
    let means = byModel.mapValues { $0.reduce(0) { $0 + $1.value } / Double($0.count) }
    return varied.compactMap { option -> (option: StudyOption, share: Double)? in
      let having = known.filter { $0.setting.value(of: option.name).map(option.values.contains) ?? false }.map {
        entry in
        (
          place: option.place(of: entry.setting.value(of: option.name)),
          value: entry.value
            - (hasModels && option.name != Self.model ? means[entry.setting.value(of: Self.model) ?? ""] ?? 0 : 0)
        )
      }
      guard having.count >= Self.fewestTrials else { return nil }
      let ranked = having.sorted { $0.place < $1.place }
      var parts: [Int: [Double]] = [:]
      for (index, entry) in ranked.enumerated() {
        // Equal values stay together.
        let first = ranked.firstIndex { $0.place == entry.place } ?? index
        let part =
          option.numbers == nil || option.values.count <= Self.partCount
          ? entry.place : first * Self.partCount / ranked.count
        parts[part, default: []].append(entry.value)
      }
      return (option, Self.omegaSquared(parts.keys.sorted().compactMap { parts[$0] }))
    }.sorted { $0.share > $1.share }
  }

  private static func omegaSquared(_ groups: [[Double]]) -> Double {
    let all = groups.flatMap { $0 }
    let mean = all.reduce(0, +) / Double(all.count)
    let total = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let between = groups.reduce(0) { sum, group in
      let own = group.reduce(0, +) / Double(group.count)
      return sum + Double(group.count) * (own - mean) * (own - mean)
    }
    let freedom = Double(all.count - groups.count)
    guard total > 0, freedom > 0 else { return 0 }
    let error = (total - between) / freedom
    return max(0, (between - Double(groups.count - 1) * error) / (total + error))
  }

  /// The shares as a section; nil where nothing can be said.
  func importanceSection(prefix: String) -> ReportSection? {
    let importances = importances
    guard !importances.isEmpty else { return nil }
    let chart = BarChart(
      names: importances.map(\.option.label), label: "option",
      series: [.init("share", values: importances.map { $0.share * 100 })], yLabel: "variance explained (%)")
    let list = importances.map { "\($0.option.label) \(NumberText.rounded($0.share * 100)) %" }
    return ReportSection(
      "Importance of the options",
      blocks: [
        .paragraph(
          "How much of the variance of the validation accuracy each option explains by itself: trials in four parts by its value "
            + "(ω², which leaves out what chance alone would give). A search looks where it is good, so an option that it settled early counts "
            + "for less than it is worth, and what two options do together is not in it."
            + (varied.contains(where: { $0.name == Self.model })
              ? " Options explain what is left of it within the models that have them; those of fewer than \(Self.fewestTrials) trials "
                + "are left out." : "")),
        .figures([
          ReportFigure(
            name: prefix + "importance", title: "Variance of the validation accuracy explained by each option",
            description: list.joined(separator: ", "), chart: .bars(chart))
        ]),
      ])
  }
}
