/// How the rows of a table are divided into training, validation and test rows.
public struct SplitOptions: Hashable, Sendable, Codable {
  /// The part of all rows that is for testing; more than 0, less than 1. The number of rows is rounded up.
  public var testFraction: Double
  /// The part of the other rows that is for validation; more than 0, less than 1. The number of rows is rounded up.
  public var validationFraction: Double
  /// The seed of the order in which rows are dealt; scikit-learn's `random_state`.
  public var seed: UInt32

  /// The users' `train_test_split(test_size=0.2, random_state=42)`, and a tenth of the rest for validation.
  public init(testFraction: Double = 0.2, validationFraction: Double = 0.1, seed: UInt32 = 42) {
    self.testFraction = testFraction
    self.validationFraction = validationFraction
    self.seed = seed
  }
}
