extension FixedPointFormat: Codable {
  /// Writes the text of `description`, `"s8.4"`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads the text of `description`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let format = FixedPointFormat(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not a fixed-point format such as \"s8.4\" or \"u2.0\"")
    }
    self = format
  }
}
