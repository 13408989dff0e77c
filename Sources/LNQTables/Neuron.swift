import LNQFixedPoint

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
