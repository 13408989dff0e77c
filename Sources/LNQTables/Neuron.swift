import LNQFixedPoint

/// One value of a table network: an integer code that travels over some wires.
public struct Signal: Hashable, Sendable, Codable {
  /// A name for people and for Verilog comments: a feature, a class, or `layer1.3`.
  public let name: String
  /// The codes and the real value of code 1 (which the integer world carries along and never uses).
  public let quantizer: Quantizer

  /// The codes.
  public var format: FixedPointFormat { quantizer.format }

  /// Puts both together.
  public init(name: String, quantizer: Quantizer) {
    self.name = name
    self.quantizer = quantizer
  }
}

/// A table and what addresses it.
public struct Lookup: Hashable, Sendable, Codable {
  /// An index into the network's tables.
  public let table: Int
  /// Indices of signals; the first one's bits are the least significant bits of the address.
  public let inputs: [Int]

  /// Puts both together.
  public init(table: Int, inputs: [Int]) {
    self.table = table
    self.inputs = inputs
  }
}

/// A neuron: one lookup, or the exact sum of several lookups that is then requantized.
public struct Neuron: Hashable, Sendable, Codable {
  /// At least one; their codes are added exactly.
  public let lookups: [Lookup]
  /// From the sum to the output; nil when the single lookup's code is the output.
  public let requantization: Requantization?
  /// What it computes.
  public let output: Signal

  /// Puts the parts together; `TableNetwork` checks that they fit.
  public init(lookups: [Lookup], requantization: Requantization?, output: Signal) {
    self.lookups = lookups
    self.requantization = requantization
    self.output = output
  }
}

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
