/// Labelled rows as a source gives them: features in their own units, one list of rows, not divided.
public struct RawTable: Sendable {
  /// What a dataset made from it is called: `jsc-synth`, or the file's name without its extension.
  public let name: String
  /// The names of the features, in column order; no two are equal.
  public let featureNames: [String]
  /// The names of the classes; a label is an index into them. No two are equal.
  public let classNames: [String]
  /// `count` × `featureCount` values, row after row; each is finite as a 32-bit float, too.
  public let features: FeatureValues
  /// The class of each row.
  public let labels: [Int32]
  /// Where the rows came from.
  public let provenance: Provenance
  /// How many rows, in front of those for testing, the source itself sets apart for validation; 0 where the split chooses.
  public let validationCount: Int
  /// How many rows at the end the source itself sets apart for testing; 0 where the split chooses.
  public let testCount: Int
  /// What all features are divided by (255 for pixels, 1 for bits) instead of being standardised each by itself.
  public let fixedScale: Double?
  /// What the reader of a file decided; nil for rows that were generated.
  public let notes: ReadingNotes?

  /// How many rows there are.
  public var count: Int { labels.count }
  /// How many features a row has.
  public var featureCount: Int { featureNames.count }

  /// - Precondition: there are as many features for each label as there are feature names, and every label is an index
  ///   into the class names.
  public init(
    name: String, featureNames: [String], classNames: [String], features: FeatureValues, labels: [Int32],
    provenance: Provenance, validationCount: Int = 0, testCount: Int = 0, fixedScale: Double? = nil,
    notes: ReadingNotes? = nil
  ) {
    precondition(features.count == labels.count * featureNames.count, "\(labels.count) rows of \(featureNames.count)")
    let classes = 0..<Int32(classNames.count)
    precondition(labels.allSatisfy(classes.contains), "labels are indices into \(classNames.count) class names")
    self.name = name
    self.featureNames = featureNames
    self.classNames = classNames
    self.features = features
    self.labels = labels
    precondition(
      validationCount >= 0 && testCount >= 0 && validationCount <= labels.count - testCount,
      "\(validationCount) validation and \(testCount) test rows of \(labels.count)")
    self.provenance = provenance
    self.validationCount = validationCount
    self.testCount = testCount
    self.fixedScale = fixedScale
    self.notes = notes
  }
}

/// Where a dataset came from, for run manifests and reports.
public struct Provenance: Hashable, Sendable, Codable {
  /// A file's path, or the generator and its parameters.
  public let source: String
  /// The SHA-256 of the file, or of the generator's parameters and row count, in hexadecimal.
  public let sha256: String
  /// What every command has to say about these rows, such as that they are a surrogate for the real data.
  public let notice: String?

  /// Puts the three facts together.
  public init(source: String, sha256: String, notice: String?) {
    self.source = source
    self.sha256 = sha256
    self.notice = notice
  }
}
