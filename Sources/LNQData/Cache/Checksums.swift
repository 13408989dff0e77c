#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The SHA-256 of files that belong together, and of what each was made from: the file `checksums.json` beside them.
///
/// A file that is replaced has two versions in the list until it is there: so it is one of them whenever its writer is killed.
public struct Checksums: Equatable, Sendable {
  /// What a file holds.
  public struct Version: Codable, Equatable, Sendable {
    /// How many bytes; a file that grows may have more, which do not count yet.
    public let bytes: Int
    /// Their SHA-256.
    public let sha256: String
    /// The SHA-256 of each file that it was made from, by its name.
    public let madeFrom: [String: String]?

    /// The version that has been hashed already.
    public init(bytes: Int, sha256: String, madeFrom: [String: String] = [:]) {
      self.bytes = bytes
      self.sha256 = sha256
      self.madeFrom = madeFrom.isEmpty ? nil : madeFrom
    }

    /// The version with this content.
    public init(_ content: some ContiguousBytes, madeFrom: [String: String] = [:]) {
      var (hash, count) = (SHA256(), 0)
      content.withUnsafeBytes {
        hash.update($0)
        count = $0.count
      }
      self.init(bytes: count, sha256: hash.hexadecimal(), madeFrom: madeFrom)
    }
  }

  /// The name of the file.
  public static let fileName = "checksums.json"

  /// The versions of each file, by its name.
  public var files: [String: [Version]]

  /// A list of these files.
  public init(_ files: [String: [Version]] = [:]) {
    self.files = files
  }

  /// Reads what `serialized` made; nil when a single bit is another one.
  public init?(serialized data: Data) {
    guard let document = try? JSONDecoder().decode(Document.self, from: data) else { return nil }
    self.init(document.files)
    guard serialized() == data else { return nil }
  }

  /// The contents of `checksums.json`: JSON with a line for each file. Equal lists give equal bytes.
  ///
  /// It is put together by hand, since a training writes it every epoch; names need no escapes.
  public func serialized() -> Data {
    let lines = files.sorted { $0.key < $1.key }.map { name, versions in
      "\"\(name)\": [" + versions.map(\.text).joined(separator: ", ") + "]"
    }
    let text = "{\"files\": {\n" + lines.joined(separator: ",\n") + "\n},\n\"sha256\": \""
    return Data((text + SHA256.hexadecimal(of: text) + "\"}\n").utf8)
  }

  /// The version that `content` is; nil when the list has another one or none.
  public func version(of name: String, content: some ContiguousBytes) -> Version? {
    let found = Version(content)
    return files[name]?.first { $0.bytes == found.bytes && $0.sha256 == found.sha256 }
  }

  /// The longest version that `content`, a file that grows, begins with.
  public func beginning(of name: String, content: Data) -> Version? {
    files[name]?.sorted { $0.bytes > $1.bytes }.first { version in
      (0...content.count).contains(version.bytes) && Version(content.prefix(version.bytes)).sha256 == version.sha256
    }
  }

  private struct Document: Decodable {
    let files: [String: [Version]]
    /// Of the text before it.
    let sha256: String
  }
}

extension Checksums.Version {
  /// As JSON.
  fileprivate var text: String {
    let sources = (madeFrom ?? [:]).sorted { $0.key < $1.key }.map { "\"\($0)\": \"\($1)\"" }
    let made = sources.isEmpty ? "" : "\"madeFrom\": {\(sources.joined(separator: ", "))}, "
    return "{\"bytes\": \(bytes), \(made)\"sha256\": \"\(sha256)\"}"
  }
}
