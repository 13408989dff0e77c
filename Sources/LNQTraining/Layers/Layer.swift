/// One layer of a network.
public enum Layer: Sendable, Equatable {
  /// Batch normalization over the features.
  case batchNorm1d(BatchNorm1d)
  /// A function of each number by itself.
  case elementwise(ElementwiseFunction)
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
  /// Layers side by side whose outputs are added.
  case branches(BranchSum)
  /// Rounds to codes of a few bits.
  case quantizer(ActivationQuantizer)
  /// Sparse neurons that are polynomials, small networks, or sums of several.
  case neurons(NeuronLayer)

  /// max(x, 0).
  public static var relu: Layer { .elementwise(.relu(ReLU())) }

  /// The layer without its parameters.
  public var layerDescription: LayerDescription {
    switch self {
    case .batchNorm1d(let layer):
      .batchNorm1d(featureCount: layer.featureCount, epsilon: layer.epsilon, momentum: layer.momentum)
    case .elementwise(let function): .elementwise(function)
    case .linear(let layer):
      .linear(
        inputCount: layer.inputCount, outputCount: layer.outputCount, hasBias: layer.bias != nil,
        fanIn: layer.fanIn)
    case .dropout(let layer): .dropout(probability: layer.probability)
    case .conv1d(let layer): .conv1d(layer.geometry, hasBias: layer.bias != nil)
    case .flatten: .flatten
    case .unflatten(let channels, let length): .unflatten(channels: channels, length: length)
    case .branches(let layer): .branches(layer.kind, layer.branches.map { $0.map(\.layerDescription) })
    case .quantizer(let layer): .quantizer(layer.settings)
    case .neurons(let layer): .neurons(layer.shape)
    }
  }

  /// How many trainable numbers it has; weights outside of its connections do not count.
  public var parameterCount: Int {
    switch self {
    case .branches(let sum): sum.branches.joined().reduce(0) { $0 + $1.parameterCount }
    case .linear(let linear):
      layerDescription.storedParameterCount
        - (linear.connections.map { linear.weight.count - $0.reduce(0) { $0 + $1.count } } ?? 0)
    default: layerDescription.storedParameterCount
    }
  }

  /// The layers that it holds, branch after branch; empty but for a residual block or an ensemble.
  public var inner: [Layer] {
    if case .branches(let layer) = self { Array(layer.branches.joined()) } else { [] }
  }

  /// For each output (of a `NeuronLayer` each sub-neuron) the inputs that it sees; nil when all see all, or none has any.
  public var connections: [[Int]]? {
    switch self {
    case .linear(let layer): layer.connections
    case .neurons(let layer): layer.connections
    default: nil
    }
  }
}
