/// The name of a file or folder as it stands in a file of lnq: a name, and never a path.
///
/// Files come from elsewhere, too. What is read is refused unless `FileName.make` would have made it, so that `..`, `/`, an empty
/// text, or a hidden name cannot lead anywhere.
public struct StoredName: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The name.
  public let text: String

  /// File systems take 255 bytes, and names get endings such as `.failure.json`.
  private static let byteLimit = 230

  /// The name that `FileName.make` makes of `text`: `text` itself where it can be one.
  public init(of text: String) { self.text = FileName.make(of: text, byteLimit: Self.byteLimit) }

  /// Reads a name.
  ///
  /// - Throws: `DecodingError.dataCorrupted` for a text that is no name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard FileName.isName(text, byteLimit: Self.byteLimit) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(VisibleText.escaped(text))\" is no name of a folder")
    }
    self.text = text
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// The name.
  public var description: String { text }
}
