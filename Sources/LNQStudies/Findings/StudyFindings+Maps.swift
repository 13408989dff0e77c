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
  /// (Hays 1963): that of the variance between the parts, less what chance alone would give, 0 at least.
  var importances: [(option: StudyOption, share: Double)] {
    guard isSearch else { return [] }
    let known = settings.flatMap { setting in
      setting.group.runs.compactMap { run in run.results.map { (setting, $0.best.validationAccuracy) } }
    }
    guard known.count >= Self.fewestTrials else { return [] }
    return varied.filter { $0.name != Self.model }.map { option in
      let ranked = known.sorted {
        option.place(of: $0.0.value(of: option.name)) < option.place(of: $1.0.value(of: option.name))
      }
      var parts: [Int: [Double]] = [:]
      for (index, entry) in ranked.enumerated() {
        let place = option.place(of: entry.0.value(of: option.name))
        // Equal values stay together.
        let first = ranked.firstIndex { option.place(of: $0.0.value(of: option.name)) == place } ?? index
        let part =
          option.numbers == nil || option.values.count <= Self.partCount ? place : first * Self.partCount / ranked.count
        parts[part, default: []].append(entry.1)
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
            + "for less than it is worth, and what two options do together is not in it."),
        .figures([
          ReportFigure(
            name: prefix + "importance", title: "Variance of the validation accuracy explained by each option",
            description: list.joined(separator: ", "), chart: .bars(chart))
        ]),
      ])
  }
}
