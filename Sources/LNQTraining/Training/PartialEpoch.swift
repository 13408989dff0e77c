/// What is known of an epoch that is not over yet.
public struct PartialEpoch: Sendable, Hashable {
  /// How many steps of it were made; 0 before it begins.
  public var steps = 0
  /// How many rows were trained on.
  public var rows = 0
  /// How many of them were classified correctly, each before its step.
  public var correct = 0
  /// The sum of their losses.
  public var lossSum = 0.0
  /// How long it took so far.
  public var seconds = 0.0

  /// An epoch that begins.
  public init() {}

  /// Puts the figures together.
  public init(steps: Int, rows: Int, correct: Int, lossSum: Double, seconds: Double) {
    self.steps = steps
    self.rows = rows
    self.correct = correct
    self.lossSum = lossSum
    self.seconds = seconds
  }

  /// The mean loss of the rows so far.
  var loss: Double { lossSum / Double(rows) }
  /// The share of them that were classified correctly.
  var accuracy: Double { Double(correct) / Double(rows) }
}
