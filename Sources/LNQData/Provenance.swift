/// Where a dataset came from, for run manifests and reports.
public struct Provenance: Hashable, Sendable, Codable {
  /// A file's path, or the generator and its parameters.
  public let source: String
  /// The SHA-256 of the file, or of the generator's parameters and row count, in hexadecimal.
  public let sha256: String
  /// What every command has to say about these rows, such as that they are a surrogate for the real data.
  public let notice: String?

  /// Puts the three facts together.
  public init(source: String, sha256: String, notice: String?) {
    self.source = source
    self.sha256 = sha256
    self.notice = notice
  }
}
