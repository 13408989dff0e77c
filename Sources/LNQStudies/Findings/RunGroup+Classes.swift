import LNQReport

extension RunGroup {
  /// The confusion matrix as a heat map and as a table; empty without figures of classes.
  func confusionBlocks(prefix: String) -> [ReportBlock] {
    guard let names = classNames, let confusion else { return [] }
    let shares = confusion.map { row in
      let sum = row.reduce(0, +)
      return row.map { sum == 0 ? 0 : Double($0) / Double(sum) }
    }
    let found = names.indices.map { "\(names[$0]) \(Figure.rounded(shares[$0][$0] * 100)) %" }.joined(separator: ", ")
    let figure = ReportFigure(
      name: prefix + "confusion", title: "Confusion matrix, in percent of each row",
      description: "Rightly classified: \(found)",
      chart: .heatMap(HeatMap(names: names, rowLabel: "class", columnLabel: "chosen by the network", shares: shares)))
    let table = ReportTable(
      "Test rows of each class (lines) by what the network chose (columns)"
        + (runs.count > 1 ? ", all \(runs.count) repeats together" : ""),
      columns: [.init("class", isNumeric: false)] + names.map { .init("→ \($0)") },
      rows: names.indices.map { row in
        [.init(names[row])] + names.indices.map { .init(Figure.count(confusion[row][$0]), shade: shares[row][$0]) }
      })
    return [.figures([figure]), .table(table)]
  }

  /// Recall and precision of each class of this group.
  func classTable() -> ReportTable? {
    guard let names = classNames, let first = runs.first?.results?.test.classes else { return nil }
    return ReportTable(
      "Each class of the test rows" + (runs.count > 1 ? ", mean ± standard deviation over \(runs.count) repeats" : ""),
      columns: [.init("class", isNumeric: false), "rows", "recall", "precision"],
      rows: names.indices.map { index in
        [
          .init(names[index]), .init(Figure.count(first[index].rows)),
          .init(Figure.percent(statistics(ofClass: index, \.recall))),
          .init(Figure.percent(statistics(ofClass: index, \.precision))),
        ]
      })
  }

  /// One figure of every class, a row for each group; nil unless all have the same classes.
  static func classTable(
    _ caption: String, of groups: [RunGroup], _ figure: (ClassFigures) -> Double?
  ) -> ReportTable? {
    let groups = groups.filter { !$0.runs.isEmpty }
    guard let names = groups.first?.classNames, groups.allSatisfy({ $0.classNames == names }) else { return nil }
    return ReportTable(
      caption, columns: [.init("", isNumeric: false)] + names.map { .init($0) },
      rows: groups.map { group in
        [.init(group.label)] + names.indices.map { .init(Figure.percent(group.statistics(ofClass: $0, figure))) }
      })
  }
}
