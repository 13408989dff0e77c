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
  /// A convolution over the positions of channels.
  case conv1d(Conv1d)
  /// Channels, one after the other, as features; nothing moves in memory.
  case flatten
  /// Features as channels; nothing moves in memory.
  case unflatten(channels: Int, length: Int)
  /// body(x) + shortcut(x).
  case residual(Residual)

  /// The layer without its parameters.
  public var layerDescription: LayerDescription {
    switch self {
    case .batchNorm1d(let layer):
      .batchNorm1d(featureCount: layer.featureCount, epsilon: layer.epsilon, momentum: layer.momentum)
    case .relu: .relu
    case .linear(let layer):
      .linear(
        inputCount: layer.inputCount, outputCount: layer.outputCount, hasBias: layer.bias != nil,
        fanIn: layer.fanIn)
    case .dropout(let layer): .dropout(probability: layer.probability)
    case .conv1d(let layer): .conv1d(layer.geometry, hasBias: layer.bias != nil)
    case .flatten: .flatten
    case .unflatten(let channels, let length): .unflatten(channels: channels, length: length)
    case .residual(let layer):
      .residual(body: layer.body.map(\.layerDescription), shortcut: layer.shortcut.map(\.layerDescription))
    }
  }

  /// How many trainable numbers it has; weights outside of the fan-in do not count.
  public var parameterCount: Int {
    switch self {
    case .batchNorm1d(let layer): 2 * layer.featureCount
    case .linear(let layer):
      (layer.connections?.reduce(0) { $0 + $1.count } ?? layer.weight.count) + (layer.bias?.count ?? 0)
    case .conv1d(let layer): layer.weight.count + (layer.bias?.count ?? 0)
    case .residual(let layer): (layer.body + layer.shortcut).reduce(0) { $0 + $1.parameterCount }
    case .relu, .dropout, .flatten, .unflatten: 0
    }
  }

  /// The layers that it holds, in PyTorch's order: the body's, then the shortcut's; empty but for a residual block.
  public var inner: [Layer] {
    if case .residual(let layer) = self { layer.body + layer.shortcut } else { [] }
  }
}
