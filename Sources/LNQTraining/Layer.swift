/// One layer of a network.
public enum Layer: Sendable, Equatable {
  /// Batch normalization over the features.
  case batchNorm1d(BatchNorm1d)
  /// max(x, 0).
  case relu
  /// y = W x + b.
  case linear(Linear)
  /// Nothing at inference.
  case dropout(Dropout)

  /// The layer without its parameters.
  ///
  /// A `Linear` whose outputs have different fan-ins is described by the largest.
  public var layerDescription: LayerDescription {
    switch self {
    case .batchNorm1d(let layer):
      .batchNorm1d(featureCount: layer.featureCount, epsilon: layer.epsilon, momentum: layer.momentum)
    case .relu: .relu
    case .linear(let layer):
      .linear(
        inputCount: layer.inputCount, outputCount: layer.outputCount, hasBias: layer.bias != nil,
        fanIn: layer.connections?.map(\.count).max())
    case .dropout(let layer): .dropout(probability: layer.probability)
    }
  }

  /// How many trainable numbers it has; weights outside of the fan-in do not count.
  public var parameterCount: Int {
    switch self {
    case .batchNorm1d(let layer): 2 * layer.featureCount
    case .linear(let layer):
      (layer.connections?.reduce(0) { $0 + $1.count } ?? layer.weight.count) + (layer.bias?.count ?? 0)
    case .relu, .dropout: 0
    }
  }
}
