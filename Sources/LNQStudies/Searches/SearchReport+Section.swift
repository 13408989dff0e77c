import LNQReport

extension SearchReport {
  /// What a search adds to the report of its study: the front as a table, and beside all other trials as a chart.
  package var section: ReportSection {
    var blocks: [ReportBlock] = [
      .paragraph(
        "\(algorithm) proposed \(Figure.counted(results.count, "trial", "trials")) by their "
          + (quantizes ? "tables' " : "") + "accuracy on the validation rows"
          + (objectives.contains(.luts) ? " and the six-input LUTs of their tables by formula" : "")
          + ". Test accuracies had no influence.")
    ]
    guard !front.isEmpty else {
      return ReportSection("Search", blocks: blocks + [.note("No trial was trained to its end.")])
    }
    blocks.append(.table(frontTable))
    if let figure { blocks.append(.figures([figure])) }
    return ReportSection("Search", blocks: blocks)
  }

  private var frontTable: ReportTable {
    let names = front[0].settings.map(\.option)
    return ReportTable(
      objectives.count > 1
        ? "The Pareto front: no trial is better in one objective without being worse in the other" : "The best",
      columns: [.init("trial", isNumeric: false), "validation accuracy"] + (quantizes ? ["LUTs"] : [])
        + ["test accuracy"] + names.map { .init(StudyOption.label(of: $0)) },
      rows: front.map { result in
        let luts: [ReportTable.Cell] = quantizes ? [.init(result.luts.map(Figure.count) ?? "–")] : []
        return [.init(result.trial), .init(result.validationAccuracy.map { Figure.percent($0) } ?? "–")] + luts
          + [.init(result.testAccuracy.map { Figure.percent($0) } ?? "–")] + result.settings.map { .init($0.value) }
      })
  }

  private var figure: ReportFigure? {
    guard objectives.contains(.luts) else { return nil }
    func points(_ results: [SearchResult]) -> [CurveChart.Point] {
      results.compactMap { result in
        guard let luts = result.luts, let accuracy = result.validationAccuracy else { return nil }
        return .init(x: Double(luts), y: accuracy * 100)
      }
    }
    let names = Set(front.map(\.trial))
    let chart = CurveChart(
      x: ChartAxis("six-input LUTs by formula (logarithmic)", isLogarithmic: true), yLabel: "validation accuracy (%)",
      series: [
        .init("Pareto front", points: points(front)),
        .init("other trials", points: points(results.filter { !names.contains($0.trial) })),
      ], joinsPoints: false)
    guard !chart.series.isEmpty else { return nil }
    return ReportFigure(
      name: "additional-front", title: "Validation accuracy of the tables against their LUTs",
      description:
        "A front of \(front.count) from \(Self.place(front.first)) to \(Self.place(front.last)), and the other trials",
      chart: .curves(chart))
  }

  /// `679 LUTs with 66.25 %`.
  private static func place(_ result: SearchResult?) -> String {
    "\(Figure.count(result?.luts ?? 0)) LUTs with \(Figure.percent(result?.validationAccuracy ?? 0))"
  }
}
