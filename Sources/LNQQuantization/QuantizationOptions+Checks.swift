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

  private static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(QuantizationError) {
    guard range.contains(value) else { throw .option(name, value, range) }
  }
}
