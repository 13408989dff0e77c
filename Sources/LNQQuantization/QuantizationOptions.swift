/// How a float network is turned into codes.
public struct QuantizationOptions: Hashable, Sendable, Codable {
  /// Bits of each input code, 1...32.
  public var inputBits = 8
  /// Bits of each hidden activation's code, 1...32.
  public var activationBits = 8
  /// Bits of each output's (logit's) code, 1...32.
  public var outputBits = 8
  /// How many bits below an output's last bit the parts of an assembled neuron keep, 0...31.
  public var partFractionBits = 4
  /// The inputs of an assembled neuron are split into groups of at most this many bits (an input is never split).
  public var partialBits = 6
  /// A neuron whose inputs have at most this many bits is one table; no table has more, 0...20.
  public var tableLimit = 12

  /// The defaults.
  public init() {}
}
