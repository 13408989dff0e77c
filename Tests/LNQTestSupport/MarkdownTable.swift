import Foundation

/// A table in one of the project's documents, found by the comment `<!-- table: name -->` above it.
public struct MarkdownTable {
  /// The cells of each row below the header.
  public let rows: [[String]]

  /// Reads `docs/<document>`; nil when the document or the table is not there.
  public init?(_ name: String, in document: String) {
    let url = Repository.root.appending(path: "docs/\(document)")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let mark = lines.firstIndex(of: "<!-- table: \(name) -->") else { return nil }
    rows = lines[(mark + 3)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
  }
}

/// Where the tests find the project's files.
public enum Repository {
  /// The folder of `Package.swift`.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
}
