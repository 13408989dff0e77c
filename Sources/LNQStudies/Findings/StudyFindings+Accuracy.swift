import LNQReport

extension StudyFindings {
  /// Whether the trials were proposed by their results. Then those on the test rows are shown for the chosen ones alone, which
  /// the search names itself: whoever picks from a page full of them fits the test rows.
  var isSearch: Bool { manifest.plan.kind == .search }

  /// The name of the accuracy that is shown for every trial.
  private var shownAccuracy: String { isSearch ? "validation accuracy" : "test accuracy" }

  /// That accuracy against an option, with the standard deviation over repeats as error bars, in a search each trial by
  /// itself; nil when nothing is known.
  func accuracyFigure(of option: StudyOption, prefix: String) -> ReportFigure? {
    let chart = CurveChart(
      x: axis(of: option), yLabel: "\(shownAccuracy) (%)", series: accuracyLines(of: option),
      joinsPoints: option.numbers != nil && !isSearch)
    guard !chart.series.isEmpty else { return nil }
    let isMean = chart.series.contains { $0.points.contains { $0.deviation != nil } }
    return ReportFigure(
      name: prefix + "accuracy-by-" + option.name,
      title: "\(shownAccuracy.capitalizedSentence) by \(option.label)" + (isMean ? ", mean ± standard deviation" : ""),
      description: RunGroup.description(of: chart), chart: .curves(chart))
  }

  /// The same figures as a table; nil when nothing is known, and where each trial has a value of its own.
  func accuracyTable(of option: StudyOption) -> ReportTable? {
    let lines = accuracyLines(of: option)
    guard !isSearch, lines.contains(where: { !$0.points.isEmpty }) else { return nil }
    return ReportTable(
      "\(shownAccuracy.capitalizedSentence) by \(option.label)",
      columns: [.init(option.label, isNumeric: false)] + lines.map { .init($0.label) },
      rows: places(of: option).map { place, value in
        let points = lines.map { line in line.points.first { $0.x == place } }
        return [.init(value)] + points.map { .init(NumberText.percent($0)) }
      })
  }

  /// A line for each model, and in a grid for each combination of the other options.
  private func accuracyLines(of option: StudyOption) -> [CurveChart.Series] {
    let settings = settings(varying: option)
    let others = varied.filter { $0.name != option.name }
    // As long as they can be told apart.
    var separating = manifest.plan.kind == .grid ? others : others.filter { $0.name == Self.model }
    var lines = lines(of: settings, by: separating)
    if lines.count > RunGroup.curveLimit {
      separating = others.filter { $0.name == Self.model }
      lines = self.lines(of: settings, by: separating)
    }
    return lines.prefix(RunGroup.curveLimit).map { label, settings in
      CurveChart.Series(label.isEmpty ? shownAccuracy : label, points: points(of: settings, over: option))
    }
  }

  private func axis(of option: StudyOption) -> ChartAxis {
    if let numbers = option.numbers {
      let isLogarithmic = option.isLogarithmic
      let ticks = zip(numbers, option.values).sorted { $0.0 < $1.0 }.map { ChartAxis.Tick($0, $1) }
      return ChartAxis(
        option.label + (isLogarithmic ? " (logarithmic)" : ""), isLogarithmic: isLogarithmic,
        ticks: ticks.count <= 8 ? ticks : nil)
    }
    return ChartAxis(
      option.label, ticks: option.values.enumerated().map { ChartAxis.Tick(Double($0), $1) })
  }

  /// Where the values stand on the axis.
  private func places(of option: StudyOption) -> [(place: Double, value: String)] {
    let places = option.numbers ?? option.values.indices.map(Double.init)
    return zip(places, option.values).sorted { $0.0 < $1.0 }.map { ($0, $1) }
  }

  private func points(of settings: [Setting], over option: StudyOption) -> [CurveChart.Point] {
    places(of: option).flatMap { place, value -> [CurveChart.Point] in
      let runs = settings.filter { $0.value(of: option.name) == value }.flatMap(\.group.runs)
      if isSearch {
        return runs.compactMap {
          $0.results.map { .init(x: place, y: $0.best.validationAccuracy * 100, deviation: nil) }
        }
      }
      guard let accuracy = RunGroup(label: value, runs: runs).statistics(\.test.accuracy) else { return [] }
      return [.init(x: place, y: accuracy.mean * 100, deviation: accuracy.deviation.map { $0 * 100 })]
    }
  }

  /// The settings with equal values of some options, in the order of their first one.
  private func lines(of settings: [Setting], by options: [StudyOption]) -> [(label: String, settings: [Setting])] {
    var lines: [(label: String, settings: [Setting])] = []
    for setting in settings {
      let label = options.compactMap { option in setting.values.first { $0.option == option.name }?.shown }
        .joined(separator: ", ")
      if let index = lines.firstIndex(where: { $0.label == label }) {
        lines[index].settings.append(setting)
      } else {
        lines.append((label, [setting]))
      }
    }
    return lines
  }
}

extension String {
  /// With a capital letter at the beginning.
  fileprivate var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() }
}
