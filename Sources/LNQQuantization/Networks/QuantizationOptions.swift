import LNQFixedPoint
import LNQTables
import LNQTraining

/// How a float network is turned into codes. An option that is nil takes its default where it applies.
public struct QuantizationOptions: Hashable, Sendable, Codable {
  /// Bits of each input code, within `codeBitCounts`, where the network has no quantizer of its own; 8 unless given.
  public var inputBits: Int?
  /// The same of each hidden activation's code.
  public var activationBits: Int?
  /// Bits of each output's (logit's) code, within `outputBitCounts`; as many as 32 where each output is one table, fewer where
  /// parts of it are added. In a network with quantizers that has none at its end, 12 unless given: its
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
  /// Whether the bits of a thermometer are the inputs, and its thresholds no part of the circuit; false unless given.
  public var withoutEncoder: Bool?
  /// What single layers have instead, first to last; nil for none. A search for a small circuit chooses it.
  public var layers: [LayerOptions]?

  /// The defaults.
  public init() {}

  /// What one layer has instead of the options of all.
  public struct LayerOptions: Hashable, Sendable, Codable {
    /// As `QuantizationOptions.partFractionBits`; where it is given, weighted sums are split into parts also when one table would
    /// be within the limit, and the mean of what the rounding adds on the calibration rows is taken off their bias.
    public var partFractionBits: Int?
    /// Bits of each code that the layer gives, where calibration chooses their format.
    public var codeBits: Int?

    /// Nothing else than all layers have.
    public init() {}
  }

  /// A code that a neuron reads is the address of a table, or a part of it.
  public static let codeBitCounts = 1...TruthTable.addressWidths.upperBound
  /// Outputs are codes that no table reads.
  public static let outputBitCounts = FixedPointFormat.widths

  static let standardBits = 8
  static let standardQuantizedOutputBits = 12
  static let standardPartFractionBits = 4
  static let standardPartialBits = 6
  static let standardTableLimit = 12
}

extension QuantizationOptions {
  /// What the layer of this index has instead.
  func layer(_ index: Int) -> LayerOptions {
    guard let layers, layers.indices.contains(index) else { return LayerOptions() }
    return layers[index]
  }

  /// Refuses what nobody should ask for because `network` has no use for it whatever the other options are. Quantizing does
  /// not: tables that a version before made with such an option are made again with it.
  ///
  /// - Throws: `QuantizationError.optionWithoutUse`.
  public func checkUse(in network: Network) throws(QuantizationError) {
    if withoutEncoder == true {
      guard case .thermometer = network.layers.first else { throw .noEncoder }
    }
    if case .thermometer = network.layers.first {
      for (name, value) in [
        ("input-bits", inputBits), ("activation-bits", activationBits), ("output-bits", outputBits),
        ("partial-bits", partialBits),
      ] {
        guard let value else { continue }
        throw .optionWithoutUse(
          name, value, "a network of bits has one bit everywhere, and its Thermometer sets its codes")
      }
    }
    if let activationBits, BlockDivision(network).blocks.count == 1 {
      throw .optionWithoutUse("activation-bits", activationBits, "the network has no hidden layer")
    }
  }

  /// - Throws: `QuantizationError.option` with the first option that is outside its range.
  func check() throws(QuantizationError) {
    try Self.check("input-bits", inputBits, Self.codeBitCounts)
    try Self.check("activation-bits", activationBits, Self.codeBitCounts)
    try Self.check("output-bits", outputBits, Self.outputBitCounts)
    try Self.check("part-fraction-bits", partFractionBits, 0...31)
    try Self.check("partial-bits", partialBits, Self.codeBitCounts)
    try Self.check("table-limit", tableLimit, Self.codeBitCounts)
    for layer in layers ?? [] {
      try Self.check("part-fraction-bits", layer.partFractionBits, 0...31)
      try Self.check("output-bits", layer.codeBits, Self.outputBitCounts)
    }
  }

  /// Refuses options that would be without effect because the network has quantizers of its own.
  ///
  /// - Throws: `QuantizationError.optionWithoutUse` with the first one.
  func checkUse(in division: BlockDivision, hasParts: Bool, hasRoundedParts: Bool) throws(QuantizationError) {
    guard division.hasQuantizers else { return }
    func refuse(_ name: String, _ value: Int?, unless isUsed: Bool, _ reason: String) throws(QuantizationError) {
      guard let value, !isUsed else { return }
      throw .optionWithoutUse(name, value, reason)
    }
    let isCalibrated = division.blocks.map { if case .calibrated = $0.coding { true } else { false } }
    try refuse(
      "input-bits", inputBits, unless: division.inputs.contains { $0.quantizer == nil },
      "the network's own quantizer sets the bits of its inputs")
    try refuse(
      "activation-bits", activationBits, unless: isCalibrated.dropLast().contains(true),
      "the network's own quantizers set the bits of all activations")
    try refuse(
      "output-bits", outputBits, unless: isCalibrated.last == true,
      "the network's own quantizer sets the bits of its outputs")
    try refuse(
      "part-fraction-bits", partFractionBits, unless: hasRoundedParts,
      hasParts ? "the sums of all parts are exact" : "every neuron is one table, none has parts")
    try refuse("partial-bits", partialBits, unless: hasParts, "every neuron is one table, none has parts")
  }

  private static func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws(QuantizationError) {
    guard let value, !range.contains(value) else { return }
    throw .option(name, value, range)
  }
}
