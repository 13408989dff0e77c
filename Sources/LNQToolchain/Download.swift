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

  /// Puts the parts together; nothing is fetched yet.
  public init(_ url: String, to file: URL, patience: Patience = Patience()) {
    self.url = url
    self.file = file
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
      throw .download(url, problem: "this is no http or https address")
    }
    var wasResumed = size(of: part) > 0
    var problem = ""
    for attempt in 1...max(1, patience.attempts) {
      if attempt > 1 { Self.wait(patience.pause) }
      switch try transfer(with: curl, onProgress: onProgress) {
      case .whole:
        guard rename(part.path, file.path) == 0 else { throw .cannotWrite(file.path) }
        discard()
        return wasResumed
      case .refused(let sentence): throw .download(url, problem: sentence)
      case .changed(let sentence):
        discard()
        wasResumed = false
        problem = sentence
      case .broken(let sentence): problem = sentence
      }
    }
    let kept = size(of: part)
    throw .download(
      url,
      problem: problem + " (\(patience.attempts) attempts)"
        + (kept > 0 ? "; the first \(kept) bytes are kept, and the same command goes on from there" : ""))
  }

  /// Removes what is there of an unfinished transfer.
  public func discard() {
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

  private func transfer(
    with curl: ExternalTool, onProgress: (Int, Int?) -> Void
  ) throws(ToolchainError) -> Ending {
    let start = size(of: part)
    var arguments = [
      "--disable", "--silent", "--show-error", "--fail", "--location", "--max-redirs", "10",
      "--proto", "=http,https", "--proto-redir", url.lowercased().hasPrefix("https") ? "=https" : "=http,https",
      "--connect-timeout", "\(max(1, patience.connect.components.seconds))",
      "--speed-limit", "1", "--speed-time", "\(max(1, patience.stall.components.seconds))",
      "--dump-header", newHeaders.path, "--output", part.path, "--user-agent", "lnq",
    ]
    if start > 0 {
      arguments += ["--continue-at", "\(start)"]
      // Without one the server may send the end of another file.
      if let validator = DownloadHeaders(file: headers).validator {
        arguments += ["--header", "If-Range: \(validator)"]
      }
    }
    let child = try ChildProcess(
      path: curl.path, arguments: arguments + ["--", url], environment: curl.environment,
      folder: file.deletingLastPathComponent().path, log: log.path, name: curl.name)
    let ending = try child.wait(name: curl.name) {
      onProgress(size(of: part), DownloadHeaders(file: newHeaders).total)
    }
    let answer = DownloadHeaders(file: newHeaders)
    // Only answers with a file tell what the next one has to be the same as.
    if answer.validator != nil { rename(newHeaders.path, headers.path) }
    let received = size(of: part)
    onProgress(received, answer.total)
    let words = ExternalTool.tail(of: log).last ?? "curl said nothing"
    switch ending {
    case .exited(0):
      guard FileManager.default.fileExists(atPath: part.path) else { return .broken("nothing was received") }
      if let total = answer.total, total != received {
        return received > total
          ? .changed("\(received) bytes were received, and the file has \(total)")
          : .broken("only \(received) of \(total) bytes were received")
      }
      return .whole
    case .exited(22) where answer.status >= 500 || answer.status == 408 || answer.status == 429:
      return .broken(words)
    case .exited(22) where answer.status == 416 && start > 0: return .changed(words)
    // 33: the server sends the whole file though a part was asked for. 36: it cannot go on.
    case .exited(33), .exited(36): return .changed(words)
    // 5 and 6: names that are not found; 7: no connection; 18: too few bytes; 28: too slow; 52 to 56, 92: broken off.
    case .exited(5), .exited(6), .exited(7), .exited(18), .exited(28), .exited(35), .exited(52), .exited(55),
      .exited(56), .exited(92):
      return .broken(words)
    case .exited: return .refused(words)
    case .signalled(let signal): return .refused("curl ended by signal \(signal)")
    case .timedOut: return .broken(words)
    }
  }

  private func size(of file: URL) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  private static func wait(_ duration: Duration) {
    let (seconds, fraction) = duration.components
    Thread.sleep(forTimeInterval: Double(seconds) + Double(fraction) * 1e-18)
  }
}
