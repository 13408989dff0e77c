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

  /// A figure of the runs whose circuits were mapped; nil when none was.
  func mapped(_ figure: (HardwareFindings) -> Double?) -> MeanDeviation? {
    MeanDeviation(runs.compactMap(\.hardware).filter { $0.mapped != nil }.compactMap(figure))
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
    var sums = [[Int]](repeating: [Int](repeating: 0, count: names.count), count: names.count)
    for classes in runs.compactMap({ $0.results?.test.classes }) {
      for (row, figures) in classes.enumerated() {
        for (column, count) in figures.chosen.enumerated() { sums[row][column] += count }
      }
    }
    return sums
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
  /// Up to so many classes a matrix of them can be read.
  package static let matrixLimit = 50

  /// The confusion matrix as a heat map and as a table, of many classes the pairs that are confused most; empty without figures
  /// of classes.
  func confusionBlocks(prefix: String) -> [ReportBlock] {
    guard let names = classNames, let confusion else { return [] }
    guard names.count <= Self.matrixLimit else { return [.table(Self.confusedPairs(confusion, names: names))] }
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

  private static func confusedPairs(_ confusion: [[Int]], names: [String]) -> ReportTable {
    var pairs: [(row: Int, column: Int, count: Int)] = []
    for (row, counts) in confusion.enumerated() {
      for (column, count) in counts.enumerated() where count > 0 && row != column { pairs.append((row, column, count)) }
    }
    // Of equal counts the first classes come first.
    pairs.sort { $0.count == $1.count ? ($0.row, $0.column) < ($1.row, $1.column) : $0.count > $1.count }
    return ReportTable(
      "The \(min(pairs.count, matrixLimit)) most frequent of \(NumberText.count(pairs.count)) confusions",
      columns: [.init("class", isNumeric: false), .init("chosen by the network", isNumeric: false), "test rows"],
      rows: pairs.prefix(matrixLimit).map {
        [.init(names[$0.row]), .init(names[$0.column]), .init(NumberText.count($0.count))]
      })
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

  /// One figure of every class, a row for each group; nil unless all have the same classes, and not too many.
  static func classTable(
    _ caption: String, of groups: [RunGroup], _ figure: (ClassFigures) -> Double?
  ) -> ReportTable? {
    let groups = groups.filter { !$0.runs.isEmpty }
    guard let names = groups.first?.classNames, names.count <= matrixLimit,
      groups.allSatisfy({ $0.classNames == names })
    else { return nil }
    return ReportTable(
      caption, columns: [.init("", isNumeric: false)] + names.map { .init($0) },
      rows: groups.map { group in
        [.init(group.label)] + names.indices.map { .init(NumberText.percent(group.statistics(ofClass: $0, figure))) }
      })
  }
}
