extension FixedPointFormat: CustomStringConvertible {
  /// `s8.4` for 8 signed bits, 4 of them after the binary point; `u2.0`; `s4.-2` with a point beyond the last bit.
  public var description: String { "\(isSigned ? "s" : "u")\(width).\(fractionBits)" }

  /// Reads what `description` prints; nil when `text` is anything else or out of range.
  public init?(_ text: String) {
    guard let first = text.first, first == "s" || first == "u" else { return nil }
    let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let fractionBits = Int(parts[1]) else { return nil }
    try? self.init(width: width, fractionBits: fractionBits, isSigned: first == "s")
  }
}
