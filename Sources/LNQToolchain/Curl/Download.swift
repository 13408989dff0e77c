import Foundation

/// A file that is fetched with curl.
///
/// What arrives goes to `<file>.part` and is renamed when it is whole. A transfer that breaks off or stalls is taken up where
/// it ended, also by the next process, as long as the server says that the file is still the same; otherwise it begins anew.
public struct Download: Sendable {
  /// How a transfer is watched and repeated.
  public struct Patience: Sendable {
    /// A transfer without a byte for this long has stalled.
    public var stall: Duration
    /// How long a connection may take.
    public var connect: Duration
    /// How many transfers are begun at most.
    public var attempts: Int
    /// How long to wait between two.
    public var pause: Duration

    /// Thirty seconds for a byte, twenty for a connection; five transfers, two seconds apart.
    public init(
      stall: Duration = .seconds(30), connect: Duration = .seconds(20), attempts: Int = 5, pause: Duration = .seconds(2)
    ) {
      self.stall = stall
      self.connect = connect
      self.attempts = attempts
      self.pause = pause
    }
  }

  /// Where the file is: `http` or `https`; redirections are followed, from `https` only to `https`.
  public let url: String
  /// Where it goes; its folder exists.
  public let file: URL
  private let patience: Patience
  private let byteLimit: Int

  /// Puts the parts together; nothing is fetched yet.
  ///
  /// - Parameter byteLimit: a file with more bytes is refused, as soon as so many have come or the server says so.
  public init(_ url: String, to file: URL, byteLimit: Int = 1 << 32, patience: Patience = Patience()) {
    self.url = url
    self.file = file
    self.byteLimit = byteLimit
    self.patience = patience
  }

  private var part: URL { file.appendingPathExtension("part") }
  private var headers: URL { file.appendingPathExtension("headers") }
  private var newHeaders: URL { file.appendingPathExtension("answer") }
  private var log: URL { file.appendingPathExtension("log") }

  /// Fetches the file.
  ///
  /// - Parameter onProgress: gets the number of bytes that are there, and of all bytes where the server says it.
  /// - Returns: whether what an earlier process left was part of it.
  /// - Throws: `ToolchainError.toolMissing` without curl; `.download` when the server refuses or no attempt succeeds.
  @discardableResult
  public func run(
    with tools: ToolSearch, onProgress: (_ received: Int, _ total: Int?) -> Void = { _, _ in }
  ) throws(ToolchainError) -> Bool {
    let curl = try tools.find(.curl)
    guard ["http://", "https://"].contains(where: url.lowercased().hasPrefix) else {
      throw .download(url, problem: "it is not an http or https address")
    }
    var isBegun = Answer(headers).validator != nil && received > 0
    var problem = ""
    for attempt in 1...max(1, patience.attempts) {
      if attempt > 1 { Thread.sleep(forTimeInterval: patience.pause / .seconds(1)) }
      switch try transfer(with: curl, onProgress: onProgress) {
      case .whole:
        guard rename(part.path, file.path) == 0 else { throw .cannotWrite(file.path) }
        discard()
        return isBegun
      case .refused(let sentence): throw .download(url, problem: sentence)
      case .changed(let sentence):
        discard()
        isBegun = false
        problem = sentence
      case .broken(let sentence): problem = sentence
      }
    }
    let kept = Answer(headers).validator == nil ? 0 : received
    throw .download(
      url,
      problem: problem + " (\(patience.attempts) attempts)"
        + (kept > 0 ? "; the first \(kept) bytes are kept, and the same command goes on from there" : ""))
  }

  private func discard() {
    for leftover in [part, headers, newHeaders, log] { try? FileManager.default.removeItem(at: leftover) }
  }

  // MARK: - One transfer

  private enum Ending {
    case whole
    /// Trying again does not help.
    case refused(String)
    /// What is there is not the beginning of what the server has.
    case changed(String)
    /// Trying again may help.
    case broken(String)
  }

  /// What curl calls an error of the connection: no name (5, 6), no answer (7, 28, 52), no handshake (35), or the end too
  /// early (18, 55, 56, 92).
  private static let connectionErrors: Set<Int32> = [5, 6, 7, 18, 28, 35, 52, 55, 56, 92]
  /// The server sends the whole file though a part was asked for (33), or curl cannot go on where the part ends (36).
  private static let resumptionErrors: Set<Int32> = [33, 36]

  private func transfer(
    with curl: ExternalTool, onProgress: (Int, Int?) -> Void
  ) throws(ToolchainError) -> Ending {
    var arguments = [
      "--disable", "--silent", "--show-error", "--fail", "--globoff", "--location", "--max-redirs", "10",
      "--proto", "=http,https", "--proto-redir", url.lowercased().hasPrefix("https") ? "=https" : "=http,https",
      "--connect-timeout", "\(max(1, patience.connect.components.seconds))",
      "--speed-limit", "1", "--speed-time", "\(max(1, patience.stall.components.seconds))",
      "--max-filesize", "\(byteLimit)", "--dump-header", newHeaders.path, "--output", part.path,
      "--user-agent", "lnq",
    ]
    // curl follows links.
    for path in [part.path, newHeaders.path]
    where (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil { unlink(path) }
    // Without the server's word on which file it was, the rest could be that of another file.
    if let validator = Answer(headers).validator, received > 0 {
      arguments += ["--continue-at", "-", "--header", "If-Range: \(validator)"]
    } else {
      discard()
    }
    let child = try ChildProcess(
      path: curl.path, arguments: arguments + ["--", url], environment: curl.environment,
      folder: file.deletingLastPathComponent().path, log: log.path, name: curl.name,
      fileSizeLimit: byteLimit)
    let (ending, _) = try child.wait(name: curl.name) { onProgress(received, Answer(newHeaders).total) }
    let answer = Answer(newHeaders)
    // An answer without a file, such as 503, says nothing about the file that a part of is here.
    if answer.validator != nil { rename(newHeaders.path, headers.path) }
    onProgress(received, answer.total)
    let words = ExternalTool.tail(of: log).last ?? "curl said nothing"
    guard case .exited(let code) = ending else {
      // curl itself knows a limit only where the server says how much will come.
      if case .signalled(SIGXFSZ) = ending {
        discard()
        return .refused("it has more than \(byteLimit) bytes: it is another file")
      }
      if case .signalled(let signal) = ending { return .refused("curl ended by signal \(signal)") }
      return .broken(words)
    }
    switch (code, answer.status) {
    case (0, _):
      if let total = answer.total, total != received {
        return received > total
          ? .changed("\(received) bytes were received, and the file has \(total)")
          : .broken("only \(received) of \(total) bytes were received")
      }
      return FileManager.default.fileExists(atPath: part.path) ? .whole : .broken("nothing was received")
    case (22, 416) where received > 0: return .changed(words)
    case (22, 408), (22, 429), (22, 500...): return .broken(words)
    case _ where Self.resumptionErrors.contains(code): return .changed(words)
    case _ where Self.connectionErrors.contains(code): return .broken(words)
    default: return .refused(words)
    }
  }

  private var received: Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: part.path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }
}

/// What the last answer of a server said, as `curl --dump-header` writes it down.
private struct Answer {
  /// The status of the answer; 0 when there is none yet.
  private(set) var status = 0
  private var fields: [String: String] = [:]

  /// Reads what is there of the file. The last block of lines counts: those before it are redirections.
  init(_ file: URL) {
    for line in WorkFiles.text(of: file).split(whereSeparator: \.isNewline) {
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
