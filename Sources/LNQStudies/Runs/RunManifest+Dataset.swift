import LNQData

extension RunManifest {
  /// The rows that the run was trained on, divided as they were then.
  ///
  /// - Parameters:
  ///   - table: what opens under the run's dataset now; opened here when it is nil.
  ///   - run: the run's folder, for the error's sentence.
  /// - Throws: `DatasetError`, or `CommandError` when the rows are others now.
  func trainingRows(of table: RawTable? = nil, run: RunDirectory) throws -> Dataset {
    let table = try table ?? dataset.request.table()
    guard isOwn(table) else {
      throw CommandError.input(
        "\(table.provenance.source) was changed since \(run.path) was trained on it; train again, or name the dataset")
    }
    if case .imported = dataset.request { return try dataset.request.dataset() }
    return try Dataset(table)
  }

  /// Whether these are the rows that it was trained on.
  package func isOwn(_ table: RawTable) -> Bool { table.provenance.sha256 == dataset.provenance.sha256 }
}
