import LNQRandom

/// Which rows of a table are for training, for validation and for testing.
///
/// The rows are dealt in the order p of NumPy's `RandomState(seed).permutation(n)`: the first ⌈testFraction · n⌉ are
/// for testing, the rest is scikit-learn's training part, in that order. So the test rows and the training part are
/// those of `train_test_split(test_size=testFraction, random_state=seed)`. lnq cuts its validation rows from the end of
/// the training part, ⌈validationFraction · (its length)⌉ of them.
///
/// Where the source sets its last rows apart for testing (MNIST), those are the test rows, in their order; where it sets rows in
/// front of them apart for validation, those are the validation rows. The others are dealt in the order of `permutation` of
/// their number.
public struct Split: Equatable, Sendable {
  /// The rows that gradients are computed from.
  public let train: ArraySlice<Int>
  /// The rows that choose the best epoch.
  public let validation: ArraySlice<Int>
  /// The rows that are read once, at the end.
  public let test: ArraySlice<Int>
  /// scikit-learn's training part: `train`, then `validation`.
  public let fitted: ArraySlice<Int>

  /// Divides the rows of a table.
  init(of table: RawTable, options: SplitOptions) throws(DatasetError) {
    try self.init(
      rowCount: table.count, validationCount: table.validationCount, testCount: table.testCount,
      of: table.provenance.source, options: options)
  }

  /// Divides `rowCount` rows of `source` (for error sentences); every part gets at least one row, or an error is thrown.
  /// - Parameters:
  ///   - givenValidation: how many rows before the test rows the source sets apart for validation; 0 to choose them.
  ///   - givenTest: how many of the last rows the source sets apart for testing; 0 to choose them.
  public init(
    rowCount: Int, validationCount givenValidation: Int = 0, testCount givenTest: Int = 0, of source: String,
    options: SplitOptions
  ) throws(DatasetError) {
    for (name, fraction) in [("test", options.testFraction), ("validation", options.validationFraction)] {
      guard fraction > 0, fraction < 1 else { throw .fraction(part: name, fraction) }
    }
    let free = rowCount - givenValidation - givenTest
    let testCount = givenTest > 0 ? givenTest : Int((options.testFraction * Double(free)).rounded(.up))
    let rest = givenTest > 0 ? free : free - testCount
    let validationCount =
      givenValidation > 0 ? givenValidation : Int((options.validationFraction * Double(rest)).rounded(.up))
    let trainCount = givenValidation > 0 ? rest : rest - validationCount
    guard trainCount > 0, validationCount > 0, testCount > 0 else {
      throw .tooFewRows(source: source, count: rowCount)
    }
    var generator = MersenneTwister(seed: options.seed)
    let dealt = generator.permutation(free)
    let order =
      (givenTest > 0 ? Array((rowCount - givenTest)..<rowCount) : []) + dealt + Array(free..<(free + givenValidation))
    test = order[..<testCount]
    train = order[testCount..<(rowCount - validationCount)]
    validation = order[(rowCount - validationCount)...]
    fitted = order[testCount...]
  }
}

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
