import LNQFixedPoint
import LNQTables

extension QuantizationOptions {
  /// - Throws: `QuantizationError.option` with the first option that is outside its range.
  func check() throws(QuantizationError) {
    let widths = FixedPointFormat.widths
    try Self.check("input-bits", inputBits, widths)
    try Self.check("activation-bits", activationBits, widths)
    try Self.check("output-bits", outputBits, widths)
    try Self.check("part-fraction-bits", partFractionBits, 0...31)
    try Self.check("partial-bits", partialBits, 1...TruthTable.addressWidths.upperBound)
    try Self.check("table-limit", tableLimit, 1...TruthTable.addressWidths.upperBound)
  }

  /// Refuses options that would be without effect because the network has quantizers of its own.
  ///
  /// - Throws: `QuantizationError.optionWithoutUse` with the first one.
  func checkUse(in division: BlockDivision, hasAssembledNeurons: Bool) throws(QuantizationError) {
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
      "part-fraction-bits", partFractionBits, unless: hasAssembledNeurons, "every neuron is one table, none has parts")
    try refuse("partial-bits", partialBits, unless: hasAssembledNeurons, "every neuron is one table, none has parts")
  }

  private static func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws(QuantizationError) {
    guard let value, !range.contains(value) else { return }
    throw .option(name, value, range)
  }
}
