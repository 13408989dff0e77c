/// An option of `lnq train` and its value, as the words of a command line.
public struct StudySetting: Codable, Hashable, Sendable {
  /// Its name without the dashes: `batch-size`.
  public var option: String
  /// Its value as the user wrote it: `1e-3`, `adamw`.
  public var value: String

  /// Puts the two together.
  public init(option: String, value: String) {
    self.option = option
    self.value = value
  }

  /// `--batch-size=16`.
  public var word: String { "--\(option)=\(value)" }
}

extension StudySetting: CustomStringConvertible {
  /// `batch-size 16`.
  public var description: String { "\(option) \(value)" }
}
