/// PyTorch's `Dropout`: in training each value is 0 with `probability`, else divided by 1 − `probability`.
public struct Dropout: Sendable, Equatable {
  /// 0 ≤ probability < 1.
  public let probability: Float

  /// - Precondition: 0 ≤ `probability` < 1.
  public init(probability: Float) {
    precondition(probability >= 0 && probability < 1, "dropout with a probability of \(probability)")
    self.probability = probability
  }
}
