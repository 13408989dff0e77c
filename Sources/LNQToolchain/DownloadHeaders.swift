import Foundation

/// What the last answer of a server said, as `curl --dump-header` writes it down.
struct DownloadHeaders {
  /// The status of the answer; 0 when there is none yet.
  private(set) var status = 0
  private var fields: [String: String] = [:]

  /// Reads what is there of the file.
  init(file: URL) {
    self.init(text: WorkFiles.text(of: file))
  }

  /// The last block of lines counts: those before it are redirections.
  init(text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      if line.uppercased().hasPrefix("HTTP/") {
        let words = line.split(separator: " ")
        status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        fields = [:]
      } else if let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        fields[line[..<colon].lowercased()] = value
      }
    }
  }

  /// How many bytes the whole file has, where the server says it.
  var total: Int? {
    switch status {
    case 200: return fields["content-encoding"] == nil ? fields["content-length"].flatMap { Int($0) } : nil
    case 206, 416:
      // bytes 500-999/1000, bytes */1000
      return fields["content-range"]?.split(separator: "/").last.flatMap { Int($0) }
    default: return nil
    }
  }

  /// What tells this version of the file from others: a strong ETag, or else the time of its last change.
  var validator: String? {
    guard status == 200 || status == 206 else { return nil }
    if let tag = fields["etag"], !tag.hasPrefix("W/") { return tag }
    return fields["last-modified"]
  }
}
