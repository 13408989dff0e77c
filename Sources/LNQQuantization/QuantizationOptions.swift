/// How a float network is turned into codes. What is nil takes its default, where it applies at all.
public struct QuantizationOptions: Hashable, Sendable, Codable {
  /// Bits of each input code, 1...32, where the network has no quantizer of its own; 8 unless given.
  public var inputBits: Int?
  /// The same of each hidden activation's code.
  public var activationBits: Int?
  /// The same of each output's (logit's) code. In a network with quantizers that has none at its end, 12 unless given: its
  /// sums of exact codes come closer to each other than 8 bits tell apart.
  public var outputBits: Int?
  /// How many bits below an output's last bit the parts of an assembled neuron keep, 0...31. Unless given, 4, and with a
  /// quantizer of the network's own as many as `LayerBuilder.ownPartFractionBits` says.
  public var partFractionBits: Int?
  /// The inputs of an assembled neuron are split into groups of at most this many bits (an input is never split); 6 unless
  /// given.
  public var partialBits: Int?
  /// A neuron whose inputs have at most this many bits is one table; no table has more, 0...20. Unless given, 20 for
  /// polynomials, sub-networks, and what a network with quantizers gives a fan-in, else 12.
  public var tableLimit: Int?

  /// The defaults.
  public init() {}

  static let standardBits = 8
  static let standardQuantizedOutputBits = 12
  static let standardPartFractionBits = 4
  static let standardPartialBits = 6
  static let standardTableLimit = 12
}
