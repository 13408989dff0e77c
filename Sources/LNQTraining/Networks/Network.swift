/// A float network: layers in order, some of which hold layers, with their parameters.
///
/// A value; `NetworkExecutor` computes with it.
public struct Network: Sendable, Equatable {
  /// The model's name, `jsc-tiny`.
  public let name: String
  /// How many features go in.
  public let inputCount: Int
  /// How many features come out; for a classifier the number of classes.
  public let outputCount: Int
  /// The layers, first to last. Their shapes fit; `ModelDescription` checks them.
  public internal(set) var layers: [Layer]

  /// Puts layers together.
  ///
  /// - Throws: `ModelError` when their shapes do not fit; the first layer counts as line 1.
  public init(name: String, layers: [Layer]) throws(ModelError) {
    let model = try ModelDescription(name: name, layers: layers.map(\.layerDescription))
    self.name = name
    self.inputCount = model.inputCount
    self.outputCount = model.outputCount
    self.layers = layers
  }

  /// Layers that come from a description, whose shapes are known to fit.
  init(_ model: ModelDescription, layers: [Layer]) {
    name = model.name
    inputCount = model.inputCount
    outputCount = model.outputCount
    self.layers = layers
  }

  /// All layers, each followed by those that it holds.
  public var allLayers: [Layer] {
    func all(_ layers: [Layer]) -> [Layer] { layers.flatMap { [$0] + all($0.inner) } }
    return all(layers)
  }

  /// How many trainable numbers it has; weights outside of a fan-in do not count.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// The layers without their parameters, in the canonical notation.
  public var modelText: String { layers.map { "\($0.layerDescription)\n" }.joined() }
}

extension Network {
  /// Where the logarithms of the quantizers' scales lie in an executor's `parameters`, ascending.
  ///
  /// Weight decay does not move them: it would pull every scale towards 1, whatever the size of what it scales.
  public var log2ScaleIndices: [Int] {
    var (indices, end): ([Int], Int) = ([], 0)
    for layer in allLayers {
      end += layer.storedParameterCount
      switch layer {
      case .quantizer: indices.append(end - 1)
      case .neurons(let neurons) where neurons.adderQuantizer != nil: indices.append(end - 1)
      default: break
      }
    }
    return indices
  }
}

extension Layer {
  /// How many numbers of an executor's `parameters` are this layer's own; masked weights are among them.
  var storedParameterCount: Int {
    switch self {
    case .linear(let layer): layer.weight.count + (layer.bias?.count ?? 0)
    case .branches: 0
    case .batchNorm1d, .conv1d, .quantizer, .neurons, .elementwise, .dropout, .flatten, .unflatten: parameterCount
    }
  }
}

extension Network {
  /// The network with other layers of the same shapes in place of those that hold no layers.
  ///
  /// - Parameter change: gets a layer, and where its numbers begin in a `BatchExecutor`'s parameters.
  func mapLeaves(_ change: (Layer, Int) -> Layer) -> Network {
    var (offset, network) = (0, self)
    network.layers = layers.map { $0.mapLeaves(&offset, change) }
    return network
  }
}

extension Layer {
  fileprivate func mapLeaves(_ offset: inout Int, _ change: (Layer, Int) -> Layer) -> Layer {
    if case .branches(var sum) = self {
      sum.branches = sum.branches.map { $0.map { $0.mapLeaves(&offset, change) } }
      return .branches(sum)
    }
    let changed = change(self, offset)
    offset += storedParameterCount
    return changed
  }
}
