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
