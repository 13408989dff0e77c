import Foundation
import LNQTestSupport
import LNQToolchain
import Synchronization
import Testing

@Suite("A download", .needsCurl)
struct DownloadTests {
  private static let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
  /// A busy machine may take seconds over an answer: that is no stall, and a test that counts requests must not see one.
  private static func patience(stall: Duration = .seconds(60), attempts: Int = 3) -> Download.Patience {
    Download.Patience(stall: stall, connect: .seconds(60), attempts: attempts, pause: .zero)
  }

  private func download(
    from server: LoopbackServer, path: String = "/rows", into folder: URL, patience: Download.Patience = patience(),
    onProgress: (Int, Int?) -> Void = { _, _ in }
  ) throws(ToolchainError) -> Bool {
    let file = folder.appending(path: "rows")
    return try Download(server.address + path, to: file, patience: patience).run(
      with: ExternalTools.search, onProgress: onProgress)
  }

  private func sentence(_ body: () throws(ToolchainError) -> Void) -> String? {
    do throws(ToolchainError) {
      try body()
      return nil
    } catch {
      return error.description
    }
  }

  private func content(_ folder: URL) -> [UInt8]? {
    (try? Data(contentsOf: folder.appending(path: "rows"))).map { Array($0) }
  }

  private func files(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("that goes well has all bytes, tells how far it is, and leaves nothing else")
  func whole() throws {
    let server = try LoopbackServer { _, request in .file(Self.bytes, to: request) }
    let folder = try ExternalTools.emptyFolder("download-whole")
    let progress = Mutex<[Int?]>([])
    #expect(
      try download(from: server, into: folder) { received, total in
        progress.withLock { $0 += [received, total] }
      } == false)
    #expect(content(folder) == Self.bytes)
    #expect(try files(folder) == ["rows"])
    #expect(progress.withLock { $0.suffix(2) } == [100_000, 100_000])
  }

  @Test("that breaks off goes on where it ended")
  func truncated() throws {
    let server = try LoopbackServer { number, request in
      var answer = LoopbackServer.Answer.file(Self.bytes, to: request)
      if number < 2 { answer.cut = 30_000 }
      return answer
    }
    let folder = try ExternalTools.emptyFolder("download-truncated")
    #expect(try download(from: server, into: folder) == false)
    #expect(content(folder) == Self.bytes)
    #expect(server.requests.map(\.start) == [nil, 30_000, 60_000])
    #expect(server.requests.map { $0.fields["if-range"] } == [nil, "\"1\"", "\"1\""])
  }

  @Test("that breaks off each time is no file, and the next one goes on from what was kept")
  func kept() throws {
    let isBetter = Mutex(false)
    let server = try LoopbackServer { _, request in
      var answer = LoopbackServer.Answer.file(Self.bytes, to: request)
      if !isBetter.withLock({ $0 }) { answer.cut = 10_000 }
      return answer
    }
    let folder = try ExternalTools.emptyFolder("download-kept")
    let refusal = sentence { () throws(ToolchainError) in _ = try download(from: server, into: folder) }
    #expect(refusal?.hasPrefix("\(server.address)/rows cannot be fetched: curl: (18)") == true)
    #expect(
      refusal?.hasSuffix(
        "(3 attempts); the first 30000 bytes are kept, and the same command goes on from there") == true)
    #expect(content(folder) == nil)
    isBetter.withLock { $0 = true }
    #expect(try download(from: server, into: folder) == true)
    #expect(content(folder) == Self.bytes)
    #expect(server.requests.last?.start == 30_000)
  }

  @Test("that stalls is ended and taken up again")
  func stalled() throws {
    let server = try LoopbackServer { number, request in
      var answer = LoopbackServer.Answer.file(Self.bytes, to: request)
      if number == 0 { (answer.cut, answer.stalls) = (50_000, true) }
      return answer
    }
    let folder = try ExternalTools.emptyFolder("download-stalled")
    _ = try download(from: server, into: folder, patience: Self.patience(stall: .seconds(1), attempts: 20))
    #expect(content(folder) == Self.bytes)
    #expect(server.requests.count >= 2)
  }

  @Test("begins anew when the file on the server is another one now")
  func changed() throws {
    let server = try LoopbackServer { number, request in
      let old = [UInt8](repeating: 1, count: 80_000)
      var answer =
        number == 0
        ? LoopbackServer.Answer.file(old, tag: "\"old\"", to: request)
        : .file(Self.bytes, tag: "\"new\"", to: request)
      if number == 0 { answer.cut = 20_000 }
      return answer
    }
    let folder = try ExternalTools.emptyFolder("download-changed")
    _ = try download(from: server, into: folder)
    #expect(content(folder) == Self.bytes)
    #expect(server.requests.map(\.start) == [nil, 20_000, nil])
  }

  @Test("begins anew where the server does not say which file it was")
  func withoutTag() throws {
    let server = try LoopbackServer { number, request in
      var answer = LoopbackServer.Answer.file(Self.bytes, tag: "", to: request)
      if number == 0 { answer.cut = 20_000 }
      return answer
    }
    let folder = try ExternalTools.emptyFolder("download-without-tag")
    _ = try download(from: server, into: folder)
    #expect(content(folder) == Self.bytes)
    #expect(server.requests.map(\.start) == [nil, nil])
  }

  @Test("of a file that is said to be larger than any dataset is refused")
  func tooLarge() throws {
    let server = try LoopbackServer { _, _ in
      LoopbackServer.Answer(200, Self.bytes, fields: [("Content-Length", "17179869185")])
    }
    let folder = try ExternalTools.emptyFolder("download-too-large")
    let refusal = sentence { () throws(ToolchainError) in _ = try download(from: server, into: folder) }
    #expect(refusal?.hasSuffix("curl: (63) Maximum file size exceeded") == true)
    #expect(server.requests.count == 1)
    #expect(content(folder) == nil)
  }

  @Test("takes brackets and braces in an address as they are")
  func brackets() throws {
    let server = try LoopbackServer { _, request in .file(Self.bytes, to: request) }
    let folder = try ExternalTools.emptyFolder("download-brackets")
    _ = try download(from: server, path: "/rows?part={a,b}[1-2]", into: folder)
    #expect(server.requests.map(\.path) == ["/rows?part={a,b}[1-2]"])
  }

  @Test("begins anew where the server knows no ranges")
  func noRanges() throws {
    let server = try LoopbackServer { number, _ in
      LoopbackServer.Answer(200, Self.bytes, cut: number == 0 ? 20_000 : nil)
    }
    let folder = try ExternalTools.emptyFolder("download-no-ranges")
    _ = try download(from: server, into: folder)
    #expect(content(folder) == Self.bytes)
  }

  @Test("follows redirections")
  func redirected() throws {
    let server = try LoopbackServer { _, request in
      request.path == "/rows"
        ? LoopbackServer.Answer(302, Array("moved".utf8), fields: [("Location", "/else")])
        : .file(Self.bytes, to: request)
    }
    let folder = try ExternalTools.emptyFolder("download-redirected")
    _ = try download(from: server, into: folder)
    #expect(content(folder) == Self.bytes)
    #expect(server.requests.map(\.path) == ["/rows", "/else"])
  }

  @Test("does not follow redirections for ever")
  func circle() throws {
    let server = try LoopbackServer { _, _ in
      LoopbackServer.Answer(302, fields: [("Location", "/rows")])
    }
    let folder = try ExternalTools.emptyFolder("download-circle")
    let refusal = sentence { () throws(ToolchainError) in _ = try download(from: server, into: folder) }
    #expect(refusal?.contains("Maximum (10) redirects followed") == true)
    #expect(content(folder) == nil)
  }

  @Test("that the server refuses ends at once, with the status", arguments: [404, 403, 410])
  func refused(status: Int) throws {
    let server = try LoopbackServer { _, _ in LoopbackServer.Answer(status, Array("<html>no</html>".utf8)) }
    let folder = try ExternalTools.emptyFolder("download-\(status)")
    let refusal = sentence { () throws(ToolchainError) in _ = try download(from: server, into: folder) }
    #expect(
      refusal
        == "\(server.address)/rows cannot be fetched: curl: (22) The requested URL returned error: \(status)")
    #expect(server.requests.count == 1)
    #expect(content(folder) == nil)
  }

  @Test("of a server that is busy is tried again")
  func busy() throws {
    let server = try LoopbackServer { number, request in
      number == 0 ? LoopbackServer.Answer(503) : .file(Self.bytes, to: request)
    }
    let folder = try ExternalTools.emptyFolder("download-busy")
    _ = try download(from: server, into: folder)
    #expect(content(folder) == Self.bytes)
  }

  @Test("of a server that is not there names it")
  func nobody() throws {
    let folder = try ExternalTools.emptyFolder("download-nobody")
    let download = Download(
      "http://127.0.0.1:1/rows", to: folder.appending(path: "rows"), patience: Self.patience())
    let refusal = sentence { () throws(ToolchainError) in _ = try download.run(with: ExternalTools.search) }
    #expect(refusal?.hasPrefix("http://127.0.0.1:1/rows cannot be fetched: curl: (7)") == true)
    #expect(refusal?.hasSuffix("(3 attempts)") == true)
  }

  @Test("without end is cut off at the limit")
  func endless() throws {
    // It does not say how long its answer is.
    let server = try LoopbackServer { _, _ in
      LoopbackServer.Answer(200, Array(repeating: 0, count: 1 << 20), fields: [("Content-Length", "")])
    }
    let folder = try ExternalTools.emptyFolder("download-endless")
    let download = Download(
      server.address + "/rows", to: folder.appending(path: "rows"), byteLimit: 100_000, patience: Self.patience())
    let refusal = sentence { () throws(ToolchainError) in _ = try download.run(with: ExternalTools.search) }
    #expect(refusal?.hasSuffix("it has more than 100000 bytes: it is another file") == true)
    #expect(try files(folder).isEmpty)
  }

  @Test("is for http and https alone, and needs curl")
  func addresses() throws {
    let folder = try ExternalTools.emptyFolder("download-addresses")
    let download = Download("file:///etc/passwd", to: folder.appending(path: "rows"))
    #expect(
      sentence { () throws(ToolchainError) in _ = try download.run(with: ExternalTools.search) }
        == "file:///etc/passwd cannot be fetched: it is not an http or https address")
    #expect(throws: ToolchainError.toolMissing(.curl)) {
      try Download("http://x", to: folder).run(with: ToolSearch(path: ""))
    }
  }
}
