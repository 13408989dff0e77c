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
