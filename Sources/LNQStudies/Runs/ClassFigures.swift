import LNQTraining

/// How well the rows of one class were classified.
package struct ClassFigures: Codable, Equatable, Sendable {
  /// The class.
  package var name: String
  /// How many rows are of it.
  package var rows: Int
  /// The share of them that were found; nil without rows.
  package var recall: Double?
  /// The share of what was put into it that belongs there; nil when nothing was.
  package var precision: Double?
  /// How many of its rows were put into each class.
  package var chosen: [Int]

  /// Those of all classes: the rows of the confusion matrix.
  package static func of(_ evaluation: Evaluation, names: [String]) -> [ClassFigures] {
    names.enumerated().map { index, name in
      ClassFigures(
        name: name, rows: evaluation.support[index], recall: evaluation.recall[index],
        precision: evaluation.precision[index], chosen: evaluation.confusion[index])
    }
  }
}
