import LNQData

extension Network {
  /// Says what was wrong with a batch of which a kernel loaded fewer rows than it was to.
  ///
  /// - Parameters:
  ///   - loaded: how many; nil when the rows have another number of features.
  ///   - row: the row at a position of the batch.
  func check(
    _ rows: LabelledRows, _ loaded: Int?, of count: Int, row: (Int) -> Int
  ) throws(TrainingError) {
    guard let loaded else { throw .featureCount(network: inputCount, rows: rows.featureCount) }
    guard loaded < count else { return }
    let row = row(loaded)
    precondition(rows.labels.indices.contains(row), "row \(row) of \(rows.count)")
    throw .label(row: row, label: Int(rows.labels[row]), outputs: outputCount)
  }
}
