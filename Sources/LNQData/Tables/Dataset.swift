/// Labelled rows in three disjoint parts, with the names that make sense of them.
///
/// Features are standardised: (raw − mean) / scale by `standardization`, which is fitted to the training and validation rows together.
public struct Dataset: Sendable {
  /// What commands and run directories call it: `jsc-synth`, or the file's name without its extension.
  public let name: String
  /// The names of the features, in column order.
  public let featureNames: [String]
  /// The names of the classes; a label is an index into them.
  public let classNames: [String]
  /// The rows that gradients are computed from.
  public let train: LabelledRows
  /// The rows that choose the best epoch; cut from the training rows.
  public let validation: LabelledRows
  /// The rows that are read once, at the end.
  public let test: LabelledRows
  /// What was subtracted from and divided out of every feature.
  public let standardization: Standardization
  /// Where the rows came from.
  public let provenance: Provenance
  /// What the reader of a file decided, and what the standardisation took from its columns; nil for generated rows.
  public let notes: ReadingNotes?

  /// Puts parts together that agree in their number of features; `DatasetError` says what makes them.
  public init(
    name: String, featureNames: [String], classNames: [String], train: LabelledRows, validation: LabelledRows,
    test: LabelledRows, standardization: Standardization, provenance: Provenance, notes: ReadingNotes? = nil
  ) {
    precondition(
      [train, validation, test].allSatisfy { $0.featureCount == featureNames.count },
      "all parts of a dataset have \(featureNames.count) features")
    self.name = name
    self.featureNames = featureNames
    self.classNames = classNames
    self.train = train
    self.validation = validation
    self.test = test
    self.standardization = standardization
    self.provenance = provenance
    self.notes = notes
  }
}

/// Rows of features with a class each.
public struct LabelledRows: Sendable {
  /// How many features a row has.
  public let featureCount: Int
  /// `count` × `featureCount` values, row after row.
  public let features: [Float]
  /// The class of each row, an index into the dataset's class names.
  public let labels: [Int32]

  /// How many rows there are.
  public var count: Int { labels.count }

  /// - Precondition: there are `featureCount` features for each label.
  public init(featureCount: Int, features: [Float], labels: [Int32]) {
    precondition(features.count == labels.count * featureCount, "\(labels.count) rows of \(featureCount) features")
    self.featureCount = featureCount
    self.features = features
    self.labels = labels
  }
}

extension Dataset {
  /// Divides a table by `split` and standardises it.
  ///
  /// The standardisation is fitted on the training and validation rows together: they are what scikit-learn's users call
  /// the training part, so that figures can be compared. The test rows have no influence on it. A table with a fixed scale
  /// (pixels) is divided by that alone.
  /// Throws when a part would be empty, when all rows are of one class, and when a fraction is not between 0 and 1.
  public init(_ table: RawTable, split options: SplitOptions = SplitOptions()) throws(DatasetError) {
    let (split, standardization) = try Self.division(of: table, by: options)
    self.init(table, split, standardization)
  }

  /// Divides a table and standardises it as it was before.
  init(_ table: RawTable, split options: SplitOptions, standardization: Standardization) throws(DatasetError) {
    self.init(table, try Split(of: table, options: options), standardization)
  }

  private init(_ table: RawTable, _ split: Split, _ standardization: Standardization) {
    self.init(
      name: table.name, featureNames: table.featureNames, classNames: table.classNames,
      train: table.standardized(by: standardization, rows: split.train),
      validation: table.standardized(by: standardization, rows: split.validation),
      test: table.standardized(by: standardization, rows: split.test),
      standardization: standardization, provenance: table.provenance,
      notes: table.notes?.warning(table.precisionWarnings(standardization)))
  }

  /// The parts of a table and its standardisation; throws when the table cannot be trained on.
  static func division(
    of table: RawTable, by options: SplitOptions
  ) throws(DatasetError) -> (split: Split, standardization: Standardization) {
    guard let first = table.labels.first else { throw .noRows(source: table.provenance.source) }
    let split = try Split(of: table, options: options)
    guard table.labels.contains(where: { $0 != first }) else {
      throw .oneClass(source: table.provenance.source, name: table.classNames[Int(first)])
    }
    let standardization =
      table.fixedScale.map { Standardization(scale: $0, featureCount: table.featureCount) }
      ?? Standardization(fitting: table, rows: split.fitted)
    return (split, standardization)
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
}
