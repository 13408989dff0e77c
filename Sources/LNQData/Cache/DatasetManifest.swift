/// What is known of a cached dataset: the file `dataset.json` in its folder.
public struct DatasetManifest: Hashable, Sendable, Codable {
  /// Where the rows came from.
  public struct Source: Hashable, Sendable, Codable {
    /// A URL, or the path of a file.
    public let address: String
    /// The SHA-256 of what was there; of several files, that of their names and hashes.
    public let sha256: String

    /// Puts the two together.
    public init(address: String, sha256: String) {
      self.address = address
      self.sha256 = sha256
    }
  }

  /// How many rows each part has.
  public struct Rows: Hashable, Sendable, Codable {
    /// All.
    public let total: Int
    /// For the gradients.
    public let train: Int
    /// For the choice of the best epoch; cut from scikit-learn's training part.
    public let validation: Int
    /// For the figures at the end.
    public let test: Int
  }

  /// The version of this file's format.
  static let currentVersion = 1

  /// The version that was written.
  public let version: Int
  /// The name of the dataset, and of its folder.
  public let name: String
  /// The names of the features, in column order.
  public let featureNames: [String]
  /// The names of the classes; a label is an index into them.
  public let classNames: [String]
  /// How many rows there are.
  public let rows: Rows
  /// How they are divided.
  public let split: SplitOptions
  /// How many rows before the test rows the source sets apart for validation; nil, as 0, where the split chooses.
  public let validationCount: Int?
  /// How many rows at the end the source sets apart for testing; 0 where the split chooses.
  public let testCount: Int
  /// What all features are divided by instead of being standardised each by itself.
  public let fixedScale: Double?
  /// Mean and scale of each feature over scikit-learn's training part.
  public let standardization: Standardization
  /// Where the rows came from.
  public let source: Source
  /// How many bits a feature has: 32, also when it is nil, or 64.
  let featureBits: Int?
  /// The SHA-256 of the features in so many bits each, little-endian.
  let featuresSHA256: String
  /// The SHA-256 of `labels.i32`.
  let labelsSHA256: String
  /// What identifies the dataset: the SHA-256 of its names and of the hashes of its files.
  public let sha256: String
  /// What every command has to say about these rows, such as whose they are.
  public let notice: String?
  /// What the reader decided, and what the standardisation took from the columns; nil in manifests of older versions.
  public let notes: ReadingNotes?

  /// The manifest of a table that is divided like this.
  init(
    _ table: RawTable, split options: SplitOptions, split: Split, standardization: Standardization, source: Source,
    notice: String?
  ) {
    version = Self.currentVersion
    name = table.name
    featureNames = table.featureNames
    classNames = table.classNames
    rows = Rows(
      total: table.count, train: split.train.count, validation: split.validation.count, test: split.test.count)
    self.split = options
    validationCount = table.validationCount > 0 ? table.validationCount : nil
    testCount = table.testCount
    fixedScale = table.fixedScale
    self.standardization = standardization
    self.source = source
    featureBits = table.features.bits == 32 ? nil : table.features.bits
    featuresSHA256 = table.features.sha256
    labelsSHA256 = SHA256.hexadecimal(of: table.labels)
    sha256 = SHA256.hexadecimal(
      of: (["features", featuresSHA256, "labels", labelsSHA256] + table.featureNames + ["classes"] + table.classNames)
        .joined(separator: "\n") + "\n")
    self.notice = notice
    notes = table.notes?.warning(table.precisionWarnings(standardization))
  }

  /// What is wrong with a manifest that was read; nil when nothing is.
  var problem: String? {
    if version != Self.currentVersion {
      return "it is of version \(version), and this lnq knows \(Self.currentVersion); import the dataset again"
    }
    let scales = standardization.scale
    guard !featureNames.isEmpty, !classNames.isEmpty, scales.count == featureNames.count,
      standardization.mean.count == featureNames.count, Set(featureNames).count == featureNames.count,
      Set(classNames).count == classNames.count, scales.allSatisfy({ $0 > 0 && $0.isFinite }),
      rows.total > 0, rows.total <= 1 << 40, featureNames.count <= 1 << 22, testCount >= 0, (validationCount ?? 0) >= 0,
      testCount <= rows.total, (validationCount ?? 0) <= rows.total - testCount, [32, 64].contains(featureBits ?? 32)
    else { return "its numbers and names do not fit each other; import the dataset again" }
    return nil
  }
}
