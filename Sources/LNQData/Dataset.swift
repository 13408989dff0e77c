/// Labelled rows in three disjoint parts, with the names that make sense of them.
///
/// Features are standardised: (raw − mean) / scale by `standardization`, which is fitted on the training part alone.
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

  /// Puts parts together that agree in their number of features; `DatasetError` says what makes them.
  public init(
    name: String, featureNames: [String], classNames: [String], train: LabelledRows, validation: LabelledRows,
    test: LabelledRows, standardization: Standardization, provenance: Provenance
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
  }
}
