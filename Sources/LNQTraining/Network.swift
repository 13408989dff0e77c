/// A float network: layers in order, with their parameters.
public struct Network: Sendable, Equatable {
  /// The model's name, `jsc-tiny`.
  public let name: String
  /// How many features go in.
  public let inputCount: Int
  /// The layers, first to last. Their shapes fit; `ModelDescription` checks them.
  public internal(set) var layers: [Layer]
}
