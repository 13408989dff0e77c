import LNQSearch

/// An option of `lnq search`, which takes a value or a range of values.
package struct SearchedOption {
  /// What it changes.
  package enum Part {
    /// An option of `lnq train`.
    case training
    /// The network's layers.
    case architecture
    /// An option of `lnq quantize`.
    case quantization
  }

  /// What it is called: `batch-size`, and `width-1` for the first of several.
  package let name: String
  /// What its value changes.
  package let part: Part
  /// What was written: `32`, `16..64`.
  package let text: String
  /// Whether its values are whole numbers.
  package let isWhole: Bool
  /// How they are measured.
  package let scale: ParameterRange.Scale
  /// What they can be.
  package let bounds: ClosedRange<Double>

  /// Puts the parts together.
  package init(
    name: String, part: Part, text: String, isWhole: Bool, scale: ParameterRange.Scale, bounds: ClosedRange<Double>
  ) {
    self.name = name
    self.part = part
    self.text = text
    self.isWhole = isWhole
    self.scale = scale
    self.bounds = bounds
  }

  /// The range; nil for a single value.
  ///
  /// - Throws: `SearchError` for a range that is none.
  package func range(name label: String) throws(SearchError) -> ParameterRange? {
    guard text.contains("..") else { return nil }
    return try ParameterRange(text, name: label, isWhole: isWhole, scale: scale, bounds: bounds)
  }
}
