extension Dataset {
  /// Divides a table by `split` and standardises it.
  ///
  /// The standardisation is fitted on the training and validation rows together: they are what scikit-learn's users call
  /// the training part, so that figures can be compared. The test rows have no influence on it.
  /// Throws when a part would be empty, when all rows are of one class, and when a fraction is not between 0 and 1.
  public init(_ table: RawTable, split options: SplitOptions = SplitOptions()) throws(DatasetError) {
    guard let first = table.labels.first else { throw .noRows(source: table.provenance.source) }
    let split = try Split(rowCount: table.count, of: table.provenance.source, options: options)
    guard table.labels.contains(where: { $0 != first }) else {
      throw .oneClass(source: table.provenance.source, name: table.classNames[Int(first)])
    }
    // The rows are brought into their order once, before they are read over and over.
    let parts = [split.train, split.validation, split.test]
    var features = parts.map { table.features(of: $0) }
    let standardization = Standardization(fitting: Array(features[..<2]), width: table.featureCount)
    for part in parts.indices { standardization.apply(to: &features[part]) }
    func rows(_ part: Int) -> LabelledRows {
      LabelledRows(
        featureCount: table.featureCount, features: features[part], labels: table.labels(of: parts[part]))
    }
    self.init(
      name: table.name, featureNames: table.featureNames, classNames: table.classNames, train: rows(0),
      validation: rows(1), test: rows(2), standardization: standardization, provenance: table.provenance)
  }

  /// The built-in surrogate of the jet data (`RawTable.jscSynth`), divided and standardised.
  ///
  /// For a row count or a split that a user gives, `Dataset(RawTable.jscSynth(…), split: …)` says what is wrong with
  /// them; this one takes them to be right.
  /// - Precondition: 10 ≤ `rowCount` ≤ `RawTable.greatestRowCount`, and the fractions leave a row for each part.
  public static func jscSynth(rowCount: Int = 986_806, seed: UInt64 = 0, split: SplitOptions = .init()) -> Dataset {
    do throws(DatasetError) {
      return try Dataset(RawTable.jscSynth(rowCount: rowCount, seed: seed), split: split)
    } catch {
      preconditionFailure(error.description)
    }
  }

  /// A file of comma-, tab- or semicolon-separated values (`RawTable.csv`), divided and standardised.
  public static func csv(
    path: String, classColumn: String? = nil, classNames: [String]? = nil, split: SplitOptions = .init()
  ) throws(DatasetError) -> Dataset {
    try Dataset(RawTable.csv(path: path, classColumn: classColumn, classNames: classNames), split: split)
  }
}
