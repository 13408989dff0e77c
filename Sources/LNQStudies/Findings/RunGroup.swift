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

  /// What the choice between settings goes by: the validation accuracy of the best epochs. The test rows decide nothing.
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
