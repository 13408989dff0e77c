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
  /// All tensors in the order of `allLayers`.
  var tensors: [LayerTensor] { allLayers.flatMap(\.layerDescription.tensors) }

  /// Where the logarithms of the quantizers' scales lie in an executor's `parameters`, ascending: weight decay does not move
  /// them.
  public var log2ScaleIndices: [Int] {
    var (indices, offset): ([Int], Int) = ([], 0)
    for tensor in tensors where tensor.isTrained {
      if tensor.role == .log2Scale { indices.append(offset) }
      offset += tensor.count
    }
    return indices
  }

  /// The same network with other numbers: how an executor gives back what it trained.
  ///
  /// - Parameters:
  ///   - parameters: every weight, bias and scale, layer after layer, in the order of PyTorch's `parameters()`.
  ///   - runningStatistics: means, then variances, of each batch normalization, layer after layer.
  ///   - batchesTracked: how many batches each batch normalization has seen since.
  /// - Precondition: there are as many as the layers have.
  func replacing(parameters: [Float], runningStatistics: [Float], batchesTracked: Int) -> Network {
    var (parameters, statistics) = (parameters[...], runningStatistics[...])
    return mapLeaves { layer, _ in
      var layer = layer
      layer.values = layer.layerDescription.tensors.filter { $0.role != .counter }.map { tensor in
        tensor.isTrained ? parameters.removeFirst(tensor) : statistics.removeFirst(tensor)
      }
      layer.batchesTracked += batchesTracked
      return layer
    }
  }
}

extension ArraySlice<Float> {
  fileprivate mutating func removeFirst(_ tensor: LayerTensor) -> [Float] {
    defer { removeFirst(tensor.count) }
    return Array(prefix(tensor.count))
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
    offset += layerDescription.storedParameterCount
    return changed
  }
}
