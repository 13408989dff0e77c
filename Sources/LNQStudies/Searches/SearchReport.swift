import Foundation
import LNQReport
import LNQSearch

/// What `lnq search` found out.
package struct SearchReport: VerbReport {
  /// The study's folder.
  package let study: String
  /// The models' names.
  package let models: [String]
  /// The dataset's name.
  package let dataset: String
  /// What has to be said about these rows.
  package let notice: String?
  /// How points were chosen.
  package let algorithm: String
  /// What was to be good.
  package let objectives: [SearchObjective]
  /// Whether accuracies are those of tables.
  package let quantizes: Bool
  /// Of this process.
  package let seconds: Double
  /// The results that no other one is better than, with their accuracy on the test part: by LUTs, or the single best.
  package let front: [SearchResult]
  /// All results in the order of the trials.
  package let results: [SearchResult]
  /// The results that did not fail, best first.
  let ranking: [String]
  /// How far fast and full mapping put the trials that have both into the same order; nil where there is no such order.
  let rankCorrelation: RankCorrelation?
  /// The page to look at, and the same as Markdown; nil until it is written.
  package var report: String?
  package var markdownReport: String?

  package init(
    _ study: StudyDirectory, _ plan: StudyPlan, _ search: SearchPlan, results: [SearchResult], seconds: Double
  ) {
    self.study = study.path
    models = plan.models.map(\.name)
    dataset = plan.dataset.name
    notice = plan.dataset.provenance.notice
    algorithm = search.algorithm
    objectives = search.objectives
    quantizes = search.quantizes
    self.seconds = seconds
    let good = results.filter { $0.costs(search.objectives) != nil }
    let order = ParetoRanking(good.compactMap { $0.costs(search.objectives) })
    ranking = order.order.map { good[$0].trial }
    let front = order.front.map { good[$0] }
    func size(_ result: SearchResult) -> Int { result.size(search.objectives) ?? 0 }
    self.front = front.enumerated().sorted { (size($0.element), $0.offset) < (size($1.element), $1.offset) }
      .map(\.element)
    let both = good.compactMap { result in
      result.luts.flatMap { fast in result.fullLuts.map { (fast: Double(fast), full: Double($0)) } }
    }
    rankCorrelation = RankCorrelation(both.map(\.fast), both.map(\.full))
    self.results = results.map(\.withoutTest)
  }

  /// The results that failed.
  package var failures: [SearchResult] { results.filter { $0.failure != nil } }
}

extension SearchReport {
  /// How many results are printed where there is one objective.
  private static let shownCount = 5
  /// How many failures are printed; the report has all.
  private static let shownFailures = 3

  /// The front, or with one objective the best results.
  package var summary: Summary {
    let counts =
      "\(models.joined(separator: ", ")) on \(dataset): \(NumberText.counted(results.count, "trial", "trials")) of \(algorithm) in "
      + NumberText.seconds(seconds)
    let headline = LostClasses.headline(trials: losers, of: results.count - failures.count)
    var summary = Summary(headline ?? counts)
    if headline != nil { summary.add("search", counts) }
    summary.add("note", notice)
    summary.add(
      "objective",
      objectives.map { objective in
        switch objective {
        case .accuracy: "validation accuracy" + (quantizes ? " of the tables" : "")
        case .luts: "six-input LUTs by fast mapping"
        case .formulaLuts: "six-input LUTs by formula"
        }
      }.joined(separator: ", "))
    let names = Set(front.map(\.trial))
    if objectives.count > 1 {
      summary.add("front", NumberText.counted(front.count, "trial", "trials"))
      summary.add("", table(of: front.map { ($0.trial, $0) }))
    } else {
      let best = ranking.prefix(Self.shownCount).compactMap { name in
        (front + results).first { $0.trial == name }.map { ((names.contains(name) ? "best " : "") + name, $0) }
      }
      summary.add("", table(of: best))
    }
    summary.add("warning", LostClasses.warning(trials: losers, of: results.count - failures.count, isMean: false))
    for result in failures.prefix(Self.shownFailures) {
      summary.add("failed", "\(result.trial): \(result.failure ?? "")")
    }
    if failures.count > Self.shownFailures {
      summary.add(
        "", "and \(NumberText.counted(failures.count - Self.shownFailures, "further trial", "further trials"))")
    }
    summary.add("fast mapping", correlationText)
    summary.add("report", report)
    summary.add("files", study)
    return summary
  }

  /// `puts 30 trials into the order of the full one with rank correlation 0.987`.
  private var correlationText: String? {
    rankCorrelation.map {
      "puts \(NumberText.counted($0.count, "trial", "trials")) into the order of the full one with Spearman's rank correlation "
        + NumberText.correlation($0.coefficient)
    }
  }

  /// How many trials lost a class.
  private var losers: Int { results.count { $0.neverChosen != nil } }

  /// A row for each result, with a column for each figure that some of them have, and for each option.
  private func table(of rows: [(name: String, result: SearchResult)]) -> TextTable {
    var columns: [(head: String, cell: (SearchResult) -> String?)] = [
      ("validation", { $0.validationAccuracy.map { NumberText.percent($0) } }),
      ("LUTs", { ($0.size(objectives) ?? $0.formulaLuts).map(NumberText.count) }),
      ("in full", { $0.fullLuts.map(NumberText.count) }), ("test", { $0.testAccuracy.map { NumberText.percent($0) } }),
    ]
    columns = columns.filter { column in rows.contains { column.cell($0.result) != nil } }
    if rows.contains(where: { $0.result.neverChosen != nil }) {
      columns.append(("lost", { $0.neverChosen.map { "*" + $0.joined(separator: " ") } ?? "" }))
    }
    if models.count > 1 { columns.insert(("model", \.model), at: 0) }
    for option in SearchResult.options(of: rows.map(\.result)) {
      columns.append((option, { $0.value(of: option) }))
    }
    return TextTable(
      rows: [["trial"] + columns.map(\.head)]
        + rows.map { row in [row.name] + columns.map { $0.cell(row.result) ?? "–" } }
    )
  }
}

extension SearchReport {
  /// What a search adds to the report of its study: the front as a table, and beside all other trials as a chart.
  ///
  /// - Parameter prefix: what the names of its figures begin with.
  package func section(prefix: String = "additional-") -> ReportSection {
    var blocks: [ReportBlock] = [
      .paragraph(
        "\(algorithm) proposed \(NumberText.counted(results.count, "trial", "trials")) by their "
          + (quantizes ? "tables' " : "") + "accuracy on the validation rows"
          + (objectives.contains(.luts)
            ? " and the six-input LUTs of their circuits by fast mapping"
            : objectives.contains(.formulaLuts) ? " and the six-input LUTs of their tables by formula" : "")
          + ". Test accuracies had no influence.")
    ]
    guard !front.isEmpty else {
      return ReportSection("Search", blocks: blocks + [.note("No trial was trained to its end.")])
    }
    blocks.append(.table(frontTable))
    if let correlationText { blocks.append(.paragraph("The fast mapping \(correlationText).")) }
    let figures = [figure(prefix), hypervolumeFigure(prefix)].compactMap { $0 }
    if !figures.isEmpty { blocks.append(.figures(figures)) }
    return ReportSection("Search", blocks: blocks)
  }

  private var frontTable: ReportTable {
    let names = SearchResult.options(of: front)
    return ReportTable(
      objectives.count > 1
        ? "The Pareto front: no trial is better in one objective without being worse in the other" : "The best",
      columns: [.init("trial", isNumeric: false)]
        + (models.count > 1 ? [.init("model", isNumeric: false)] : []) + ["validation accuracy"]
        + (objectives.contains(.luts) ? ["LUTs by fast mapping", "by full mapping"] : [])
        + (quantizes ? ["LUTs by formula"] : [])
        + ["test accuracy"] + names.map { .init(StudyOption.label(of: $0)) },
      rows: front.map { result in
        let counts =
          (objectives.contains(.luts) ? [result.luts, result.fullLuts] : []) + (quantizes ? [result.formulaLuts] : [])
        let luts: [ReportTable.Cell] = counts.map { .init($0.map(NumberText.count) ?? "–") }
        return [.init(result.trial)] + (models.count > 1 ? [.init(result.model)] : [])
          + [.init(result.validationAccuracy.map { NumberText.percent($0) } ?? "–")] + luts
          + [.init(result.testAccuracy.map { NumberText.percent($0) } ?? "–")]
          + names.map { .init(result.value(of: $0) ?? "–") }
      })
  }

  private func figure(_ prefix: String) -> ReportFigure? {
    guard objectives.count > 1 else { return nil }
    func points(_ results: [SearchResult], isLabelled: Bool = false) -> [CurveChart.Point] {
      results.compactMap { result in
        guard let luts = result.size(objectives), let accuracy = result.validationAccuracy else { return nil }
        let number = result.trial.split(separator: "-").last.flatMap { Int($0) }
        return .init(x: Double(luts), y: accuracy * 100, label: isLabelled ? number.map { "#\($0)" } : nil)
      }
    }
    // With several models each has a sign, which the points of the front have too, over their line.
    let names = Set(front.map(\.trial))
    let trials: [CurveChart.Series] =
      models.count > 1
      ? models.map { model in .init("trials of \(model)", points: points(results.filter { $0.model == model })) }
      : [.init("other trials", points: points(results.filter { !names.contains($0.trial) }))]
    let chart = CurveChart(
      x: ChartAxis(
        "six-input LUTs by \(objectives.contains(.luts) ? "fast mapping" : "formula") (logarithmic)",
        isLogarithmic: true), yLabel: "validation accuracy (%)",
      series: [
        .init("Pareto front, with the numbers of the trials", points: points(front, isLabelled: true), isJoined: true)
      ] + trials, joinsPoints: false)
    guard !chart.series.isEmpty else { return nil }
    return ReportFigure(
      name: prefix + "front", title: "Validation accuracy of the tables against their LUTs",
      description:
        "A front of \(front.count) from \(place(front.first)) to \(place(front.last)), and the other trials",
      chart: .curves(chart))
  }

  /// How much of the square of ln(LUTs) and accuracy the front of the trials so far is better than, against how many there were. The
  /// square reaches from the best of both to the worst of both, over all trials.
  private func hypervolumeFigure(_ prefix: String) -> ReportFigure? {
    let known = results.compactMap { result -> (luts: Double, accuracy: Double)? in
      guard let luts = result.size(objectives), let accuracy = result.validationAccuracy else { return nil }
      return (log(Double(max(1, luts))), accuracy)
    }
    guard objectives.count > 1, let small = known.map(\.luts).min(), let large = known.map(\.luts).max(), small < large,
      let bad = known.map(\.accuracy).min(), let good = known.map(\.accuracy).max(), bad < good
    else { return nil }
    var points: [CurveChart.Point] = []
    for count in 1...known.count {
      // From the largest to the smallest: what is less accurate than a smaller one adds nothing.
      var (volume, reached) = (0.0, 0.0)
      for one in known.prefix(count).sorted(by: { ($0.luts, -$0.accuracy) < ($1.luts, -$1.accuracy) }) {
        let accuracy = (one.accuracy - bad) / (good - bad)
        guard accuracy > reached else { continue }
        volume += (accuracy - reached) * (large - one.luts) / (large - small)
        reached = accuracy
      }
      points.append(.init(x: Double(count), y: volume * 100))
    }
    let chart = CurveChart(
      x: ChartAxis("trials"), yLabel: "hypervolume (%)", series: [.init("hypervolume", points: points)])
    return ReportFigure(
      name: prefix + "hypervolume", title: "Hypervolume of the front over the trials, in the square of all of them",
      description: RunGroup.description(of: chart), chart: .curves(chart))
  }

  /// `679 LUTs with 66.25 %`.
  private func place(_ result: SearchResult?) -> String {
    "\(NumberText.count(result?.size(objectives) ?? 0)) LUTs with \(NumberText.percent(result?.validationAccuracy ?? 0))"
  }
}

extension StudyFindings {
  /// What a search adds to the report of its study, made from its files; none for a sweep.
  ///
  /// - Parameter prefix: that of the study within a report.
  func searchSections(prefix: String) -> [ReportSection] {
    guard let search = manifest.plan.search else { return [] }
    let results = trials.compactMap { SearchResult($0.trial, $0.state, search) }
    guard results.contains(where: { $0.costs(search.objectives) != nil }) else { return [] }
    return [
      SearchReport(StudyDirectory(unchecked: name), manifest.plan, search, results: results, seconds: 0).section(
        prefix: prefix + "additional-")
    ]
  }
}
