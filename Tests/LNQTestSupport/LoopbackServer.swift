import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A small HTTP/1.1 server on this machine's loopback address, which may behave as badly as a test wants.
///
/// Each connection gets one answer. The server ends with the object.
public final class LoopbackServer: Sendable {
  /// What a client asked for.
  public struct Request: Sendable, Hashable {
    /// `/rows.csv`.
    public let path: String
    /// The header fields, with their names in lower case.
    public let fields: [String: String]

    /// The first byte that is asked for; nil when all are.
    public var start: Int? {
      fields["range"].flatMap { $0.hasPrefix("bytes=") ? Int($0.dropFirst(6).prefix { $0 != "-" }) : nil }
    }
  }

  /// What the server sends.
  public struct Answer: Sendable {
    /// The status, `200`.
    public var status: Int
    /// The header fields.
    public var fields: [(String, String)]
    /// What belongs into the body.
    public var body: [UInt8]
    /// How many bytes of the body are sent before the connection ends; nil for all.
    public var cut: Int?
    /// Whether the connection stays open and silent behind what is sent.
    public var stalls: Bool

    /// Puts the parts together.
    public init(
      _ status: Int, _ body: [UInt8] = [], fields: [(String, String)] = [], cut: Int? = nil, stalls: Bool = false
    ) {
      self.status = status
      self.fields = fields
      self.body = body
      self.cut = cut
      self.stalls = stalls
    }

    /// A file, or the part of it that is asked for, as a server that knows ranges sends it.
    public static func file(_ bytes: [UInt8], tag: String = "\"1\"", to request: Request) -> Answer {
      let fields = [("ETag", tag), ("Accept-Ranges", "bytes")]
      let isSame = request.fields["if-range"].map { $0 == tag } ?? true
      guard let start = request.start, isSame else { return Answer(200, bytes, fields: fields) }
      guard start < bytes.count else {
        return Answer(416, fields: fields + [("Content-Range", "bytes */\(bytes.count)")])
      }
      let range = ("Content-Range", "bytes \(start)-\(bytes.count - 1)/\(bytes.count)")
      return Answer(206, Array(bytes[start...]), fields: fields + [range])
    }
  }

  private let listener: Int32
  /// The port that it listens to.
  public let port: Int
  private let requestLog: Log

  private final class Log: Sendable {
    let requests = Mutex<[Request]>([])
  }

  /// `http://127.0.0.1:<port>`.
  public var address: String { "http://127.0.0.1:\(port)" }
  /// What was asked for so far.
  public var requests: [Request] { requestLog.requests.withLock { $0 } }

  /// Starts to listen; `answer` gets the number of the request, from 0, and the request.
  public init(_ answer: @escaping @Sendable (Int, Request) -> Answer) throws {
    #if canImport(Darwin)
      let listener = socket(AF_INET, SOCK_STREAM, 0)
    #else
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, pointer, &size) == 0
      }
    }
    guard listener >= 0, isBound else { throw CocoaError(.fileReadUnknown) }
    self.listener = listener
    port = Int(UInt16(bigEndian: place.sin_port))
    let log = Log()
    requestLog = log
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        Thread.detachNewThread { Self.serve(connection, log, answer) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func serve(
    _ connection: Int32, _ log: Log, _ answer: @Sendable (Int, Request) -> Answer
  ) {
    defer { close(connection) }
    guard let request = readRequest(connection) else { return }
    let number = log.requests.withLock { requests in
      requests.append(request)
      return requests.count - 1
    }
    let reply = answer(number, request)
    var head = "HTTP/1.1 \(reply.status) Some words\r\nConnection: close\r\n"
    let lengthIsGiven = reply.fields.contains { $0.0.lowercased() == "content-length" }
    if !lengthIsGiven { head += "Content-Length: \(reply.body.count)\r\n" }
    for (name, value) in reply.fields where value != "" { head += "\(name): \(value)\r\n" }
    send(Array((head + "\r\n").utf8) + reply.body.prefix(reply.cut ?? reply.body.count), to: connection)
    guard reply.stalls else { return }
    // Silent until the client gives up.
    var byte: UInt8 = 0
    while recv(connection, &byte, 1, 0) > 0 {}
  }

  private static func send(_ bytes: [UInt8], to connection: Int32) {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var sent = 0
    while sent < bytes.count {
      let result = bytes[sent...].withUnsafeBytes { raw in
        #if canImport(Darwin)
          Darwin.send(connection, raw.baseAddress, raw.count, flags)
        #elseif canImport(Musl)
          Musl.send(connection, raw.baseAddress, raw.count, flags)
        #else
          Glibc.send(connection, raw.baseAddress, raw.count, flags)
        #endif
      }
      guard result > 0 else { return }
      sent += result
    }
  }

  private static func readRequest(_ connection: Int32) -> Request? {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0, text.utf8.count < 1 << 16 else { return nil }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    let lines = text.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count == 3 else { return nil }
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    return Request(path: String(words[1]), fields: fields)
  }
}
