import LNQData

/// What a dataset is and how it was read, as imports and trainings say it.
package struct DatasetFacts: Codable, Equatable, Sendable {
  /// Rows in each part.
  var rows: RunManifest.Rows
  /// How many features a row has.
  var features: Int
  /// The classes, in their order.
  var classNames: [String]
  /// Where the classes came from, what was left out and why, and what may be wrong; nil for generated rows.
  var notes: ReadingNotes?

  package init(_ dataset: Dataset) {
    rows = .init(train: dataset.train.count, validation: dataset.validation.count, test: dataset.test.count)
    features = dataset.featureNames.count
    classNames = dataset.classNames
    notes = dataset.notes
  }

  package init(_ manifest: DatasetManifest) {
    rows = .init(train: manifest.rows.train, validation: manifest.rows.validation, test: manifest.rows.test)
    features = manifest.featureNames.count
    classNames = manifest.classNames
    notes = manifest.notes
  }
}

extension Summary {
  /// Appends the rows that say it. `names` are those of the features, where they are to be shown.
  package mutating func add(_ facts: DatasetFacts, featureNames names: [String]? = nil) {
    let rows = facts.rows
    add(
      "rows",
      "\(NumberText.count(rows.train + rows.validation + rows.test)): \(NumberText.count(rows.train)) training, "
        + "\(NumberText.count(rows.validation)) validation, \(NumberText.count(rows.test)) test")
    add("features", NumberText.count(facts.features) + (names.map { ": " + Self.list($0) } ?? ""))
    add("classes", "\(NumberText.count(facts.classNames.count)): " + Self.list(facts.classNames))
    add("class from", facts.notes?.classSource)
    add("left out", facts.notes?.leftOutText)
    for warning in facts.notes?.warnings.prefix(5) ?? [] { add("warning", warning) }
    if let more = facts.notes?.warnings.dropFirst(5).count, more > 0 {
      add("warning", "\(NumberText.counted(more, "more column", "more columns")) like these; --json has all")
    }
  }

  private static func list(_ names: [String]) -> String {
    names.count <= 20 ? names.joined(separator: ", ") : names.prefix(10).joined(separator: ", ") + ", …"
  }
}
