/// What opens a dataset: enough to open the same one again.
public enum DatasetRequest: Codable, Equatable, Sendable {
  /// The built-in generator `jsc-synth`.
  case synthetic(rows: Int)
  /// A CSV file with a header; `classColumn` is nil when the reader is to find it.
  case csv(path: String, classColumn: String?)
}
