import LNQReport

/// Runs that differ in their seed alone: the repeats of one setting, or a single run.
package struct RunGroup {
  /// What tables and legends call it: `batch size 16`.
  let label: String
  /// Those that were trained to their end.
  let runs: [RunFindings]

  /// A figure over the runs; nil when none was trained to its end.
  func statistics(_ figure: (TrainReport) -> Double) -> MeanDeviation? {
    MeanDeviation(runs.compactMap(\.results).map(figure))
  }

  /// What decides between settings: the mean validation accuracy of the best epochs. The test rows decide nothing.
  var validationAccuracy: Double? { statistics(\.best.validationAccuracy)?.mean }

  /// The classes' names, when all runs have figures of the same classes.
  var classNames: [String]? {
    let names = runs.compactMap { $0.results?.test.classes?.map(\.name) }
    guard let first = names.first, names.count == runs.count, names.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// A figure of one class over the runs; nil unless every run has it.
  func statistics(ofClass index: Int, _ figure: (ClassFigures) -> Double?) -> MeanDeviation? {
    let values = runs.compactMap { $0.results?.test.classes?[index] }.compactMap(figure)
    return values.count == runs.count ? MeanDeviation(values) : nil
  }

  /// The confusion matrices of all runs, added; nil without classes.
  var confusion: [[Int]]? {
    guard let names = classNames else { return nil }
    return names.indices.map { row in
      names.indices.map { column in
        runs.reduce(0) { $0 + ($1.results?.test.classes?[row].chosen[column] ?? 0) }
      }
    }
  }
}

extension Sequence where Element == RunGroup {
  /// The one with the highest mean validation accuracy, the first of equals.
  package var best: RunGroup? {
    self.filter { $0.validationAccuracy != nil }
      .reduce(nil) { best, group in
        guard let best, let old = best.validationAccuracy, let new = group.validationAccuracy else { return group }
        return new > old ? group : best
      }
  }
}

extension RunGroup {
  /// The confusion matrix as a heat map and as a table; empty without figures of classes.
  func confusionBlocks(prefix: String) -> [ReportBlock] {
    guard let names = classNames, let confusion else { return [] }
    let shares = confusion.map { row in
      let sum = row.reduce(0, +)
      return row.map { sum == 0 ? 0 : Double($0) / Double(sum) }
    }
    let found = names.indices.map { "\(names[$0]) \(NumberText.rounded(shares[$0][$0] * 100)) %" }.joined(
      separator: ", ")
    let figure = ReportFigure(
      name: prefix + "confusion", title: "Confusion matrix, in percent of each row",
      description: "Rightly classified: \(found)",
      chart: .heatMap(HeatMap(names: names, rowLabel: "class", columnLabel: "chosen by the network", shares: shares)))
    let table = ReportTable(
      "Test rows of each class (lines) by what the network chose (columns)"
        + (runs.count > 1 ? ", all \(runs.count) repeats together" : ""),
      columns: [.init("class", isNumeric: false)] + names.map { .init("→ \($0)") },
      rows: names.indices.map { row in
        [.init(names[row])] + names.indices.map { .init(NumberText.count(confusion[row][$0]), shade: shares[row][$0]) }
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
          .init(names[index]), .init(NumberText.count(first[index].rows)),
          .init(NumberText.percent(statistics(ofClass: index, \.recall))),
          .init(NumberText.percent(statistics(ofClass: index, \.precision))),
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
        [.init(group.label)] + names.indices.map { .init(NumberText.percent(group.statistics(ofClass: $0, figure))) }
      })
  }
}
