/// A layer's shape and constants, without its parameters: one line of a model file.
public enum LayerDescription: Sendable, Hashable {
  /// `BatchNorm1d(featureCount, eps=epsilon, momentum=momentum)`.
  case batchNorm1d(featureCount: Int, epsilon: Float, momentum: Float)
  /// `ReLU()`.
  case relu
  /// `Linear(inputCount, outputCount, bias=hasBias, fan_in=fanIn)`; without `fanIn` every output sees every input.
  case linear(inputCount: Int, outputCount: Int, hasBias: Bool, fanIn: Int?)
  /// `Dropout(probability)`.
  case dropout(probability: Float)

  /// How many features a layer can have, 1...65,536.
  public static let featureCounts = 1...65_536
  /// How many weights a `Linear` can have, 2^26 (256 MB).
  public static let weightLimit = 1 << 26

  /// The features that have to go in; nil when any number may.
  public var inputCount: Int? {
    switch self {
    case .batchNorm1d(let featureCount, _, _): featureCount
    case .linear(let inputCount, _, _, _): inputCount
    case .relu, .dropout: nil
    }
  }

  /// The features that come out; nil when they are as many as go in, whatever that is.
  public var outputCount: Int? {
    switch self {
    case .batchNorm1d(let featureCount, _, _): featureCount
    case .linear(_, let outputCount, _, _): outputCount
    case .relu, .dropout: nil
    }
  }

  /// How many trainable numbers it has; weights outside of the fan-in do not count.
  public var parameterCount: Int {
    switch self {
    case .batchNorm1d(let featureCount, _, _): 2 * featureCount
    case .linear(let inputCount, let outputCount, let hasBias, let fanIn):
      outputCount * (fanIn ?? inputCount) + (hasBias ? outputCount : 0)
    case .relu, .dropout: 0
    }
  }
}
