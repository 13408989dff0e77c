/// Neurons that came from one layer of the float network.
public struct TableLayer: Hashable, Sendable, Codable {
  /// `layer1`, `layer2`, ...
  public let name: String
  /// What it was made from, for people: `BatchNorm1d(16), ReLU(), Linear(16, 5), ReLU()`.
  public let origin: String
  /// In the order of the layer's outputs.
  public let neurons: [Neuron]

  /// Puts the parts together.
  public init(name: String, origin: String, neurons: [Neuron]) {
    self.name = name
    self.origin = origin
    self.neurons = neurons
  }
}
