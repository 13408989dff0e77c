extension SearchReport {
  /// How many results are printed where there is one objective.
  private static let shownCount = 5
  /// How many failures are printed; the report has all.
  private static let shownFailures = 3

  /// The front, or with one objective the best results.
  package var summary: Summary {
    var summary = Summary(
      "\(model) on \(dataset): \(Figure.counted(results.count, "trial", "trials")) of \(algorithm) in "
        + Figure.seconds(seconds))
    summary.addWrapped("note", notice)
    summary.add(
      "objective",
      objectives.map { objective in
        switch objective {
        case .accuracy: "validation accuracy" + (quantizes ? " of the tables" : "")
        case .luts: "six-input LUTs by formula"
        }
      }.joined(separator: ", "))
    let names = Set(front.map(\.trial))
    if objectives.count > 1 {
      summary.add("front", Figure.counted(front.count, "trial", "trials"))
      for result in front { summary.add(result.trial, line(of: result)) }
    } else {
      for name in ranking.prefix(Self.shownCount) {
        guard let result = (front + results).first(where: { $0.trial == name }) else { continue }
        summary.add((names.contains(name) ? "best " : "") + name, line(of: result))
      }
    }
    for result in failures.prefix(Self.shownFailures) {
      summary.addWrapped("failed", "\(result.trial): \(result.failure ?? "")")
    }
    if failures.count > Self.shownFailures {
      summary.add("", "and \(Figure.counted(failures.count - Self.shownFailures, "further trial", "further trials"))")
    }
    summary.add("report", report)
    summary.add("files", study)
    return summary
  }

  /// `71.66 %  1,234 LUTs  test 71.20 %  learning-rate 0.00123, batch-size 32`.
  private func line(of result: SearchResult) -> String {
    [
      result.validationAccuracy.map { Figure.percent($0) },
      result.luts.map { "\(Figure.count($0)) LUTs" },
      result.testAccuracy.map { "test \(Figure.percent($0))" },
      result.settings.map(\.description).joined(separator: ", "),
    ].compactMap(\.self).joined(separator: "  ")
  }
}
