import LNQSearch

/// An option of `lnq search`, which takes a value or a range of values.
struct SearchedOption {
  /// What it changes.
  enum Part {
    /// An option of `lnq train`.
    case training
    /// The network's layers.
    case architecture
    /// An option of `lnq quantize`.
    case quantization
  }

  /// What it is called: `batch-size`, and `width-1` for the first of several.
  let name: String
  /// What its value changes.
  let part: Part
  /// What was written: `32`, `16..64`.
  let text: String
  /// Whether its values are whole numbers.
  let isWhole: Bool
  /// How they are measured.
  let scale: ParameterRange.Scale
  /// What they can be.
  let bounds: ClosedRange<Double>

  /// The range; nil for a single value.
  ///
  /// - Throws: `SearchError` for a range that is none.
  func range(name label: String) throws(SearchError) -> ParameterRange? {
    guard text.contains("..") else { return nil }
    return try ParameterRange(text, name: label, isWhole: isWhole, scale: scale, bounds: bounds)
  }
}
