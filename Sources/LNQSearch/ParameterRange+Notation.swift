extension ParameterRange {
  /// Reads `LOW..HIGH`.
  ///
  /// - Parameters:
  ///   - name: what the sentence of an error calls the parameter: `--batch-size`.
  ///   - bounds: what the parameter can be at all.
  /// - Throws: `SearchError`.
  public init(
    _ text: String, name: String, isWhole: Bool, scale: Scale, bounds: ClosedRange<Double>
  ) throws(SearchError) {
    guard let separator = text.firstRange(of: ".."),
      let low = Double(text[..<separator.lowerBound]), let high = Double(text[separator.upperBound...]),
      low.isFinite, high.isFinite
    else { throw .notARange(name: name, text: text) }
    guard !isWhole || (low == low.rounded() && high == high.rounded()) else { throw .notWhole(name: name, text: text) }
    guard low < high else { throw .noRoom(name: name, text: text) }
    guard bounds.contains(low), bounds.contains(high), scale == .linear || low > 0 else {
      throw .outOfBounds(name: name, text: text, allowed: Self.sentence(bounds, isWhole: isWhole, scale: scale))
    }
    self.init(low, high, isWhole: isWhole, scale: scale)
  }

  /// `it can be 1 to 32`.
  private static func sentence(_ bounds: ClosedRange<Double>, isWhole: Bool, scale: Scale) -> String {
    func text(_ value: Double) -> String { value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)" }
    let low = text(bounds.lowerBound)
    if bounds.upperBound >= 1e15 {
      return "it has to be \(scale == .logarithmic && !isWhole ? "above 0" : "\(low) or more")"
    }
    return "it can be \(low) to \(text(bounds.upperBound))"
      + (scale == .logarithmic && bounds.lowerBound <= 0 ? ", without \(low)" : "")
  }
}
