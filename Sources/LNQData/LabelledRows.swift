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
