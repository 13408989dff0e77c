/// An option of `lnq train` and its value, as the words of a command line.
package struct StudySetting: Codable, Hashable, Sendable {
  /// Its name without the dashes: `batch-size`.
  package var option: String
  /// Its value as the user wrote it: `1e-3`, `adamw`.
  package var value: String

  /// Puts the two together.
  package init(option: String, value: String) {
    self.option = option
    self.value = value
  }

  /// `--batch-size=16`.
  package var word: String { "--\(option)=\(value)" }
}

extension StudySetting: CustomStringConvertible {
  /// `batch-size 16`.
  package var description: String { "\(option) \(value)" }
}
