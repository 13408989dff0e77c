import Foundation
import Testing

/// Reads TensorBoard event files, independently of the code that writes them.
public struct EventFileReader {
  /// One event of a file.
  public struct Event: Equatable {
    /// Seconds since 1970.
    public var time = 0.0
    /// Which training step it is of.
    public var step = 0
    /// The version of the format, in the first event.
    public var version: String?
    /// Numbers by name.
    public var scalars: [String: Float] = [:]
    /// Whether a session starts or ends.
    public var sessionStatus: Int?
  }

  /// All events, in order.
  public let events: [Event]

  /// Reads a file.
  public init(path: String) throws {
    try self.init(Array(Data(contentsOf: URL(fileURLWithPath: path))))
  }

  /// Reads the bytes of a file; wrong checksums are test failures.
  public init(_ file: [UInt8]) throws {
    var rest = file[...]
    var events: [Event] = []
    while !rest.isEmpty {
      let length = Array(try Self.take(8, from: &rest))
      #expect(try Self.number(Self.take(4, from: &rest)) == Self.masked(length))
      let message = Array(try Self.take(Int(Self.number(length[...])), from: &rest))
      #expect(try Self.number(Self.take(4, from: &rest)) == Self.masked(message))
      events.append(try Self.event(message))
    }
    self.events = events
  }

  /// Every number of this name with its step.
  public func values(_ name: String) -> [(step: Int, value: Float)] {
    events.compactMap { event in event.scalars[name].map { (event.step, $0) } }
  }

  /// CRC-32C without a table.
  public static func check(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      for bit in 0..<8 {
        let isDifferent = (crc & 1) != UInt32(byte >> bit & 1)
        crc >>= 1
        if isDifferent { crc ^= 0x82F6_3B78 }
      }
    }
    return ~crc
  }

  private static func masked(_ bytes: [UInt8]) -> UInt64 {
    let crc = UInt64(check(bytes))
    return ((crc >> 15 | crc << 17) & 0xFFFF_FFFF + 0xA282_EAD8) & 0xFFFF_FFFF
  }

  private static func take(_ count: Int, from bytes: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
    try #require(bytes.count >= count)
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A message's fields: numbers as they are, text and messages as bytes.
  private static func fields(_ bytes: [UInt8]) throws -> [(field: Int, number: UInt64, bytes: [UInt8])] {
    var rest = bytes[...]
    func varint() throws -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while true {
        let byte = try take(1, from: &rest).first ?? 0
        value |= UInt64(byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { return value }
      }
    }
    var fields: [(field: Int, number: UInt64, bytes: [UInt8])] = []
    while !rest.isEmpty {
      let tag = try varint()
      let field = Int(tag >> 3)
      switch tag & 7 {
      case 0: fields.append((field, try varint(), []))
      case 1: fields.append((field, number(try take(8, from: &rest)), []))
      case 2:
        let length = Int(try varint())
        fields.append((field, 0, Array(try take(length, from: &rest))))
      case 5: fields.append((field, number(try take(4, from: &rest)), []))
      default: Issue.record("wire type \(tag & 7)")
      }
    }
    return fields
  }

  private static func event(_ message: [UInt8]) throws -> Event {
    var event = Event()
    for field in try fields(message) {
      switch field.field {
      case 1: event.time = Double(bitPattern: field.number)
      case 2: event.step = Int(Int64(bitPattern: field.number))
      case 3: event.version = String(decoding: field.bytes, as: UTF8.self)
      case 5:
        for value in try fields(field.bytes) where value.field == 1 {
          let parts = try fields(value.bytes)
          let name = try #require(parts.first { $0.field == 1 }).bytes
          let number = try #require(parts.first { $0.field == 2 }).number
          event.scalars[String(decoding: name, as: UTF8.self)] = Float(bitPattern: UInt32(number))
        }
      case 7: event.sessionStatus = Int(try #require(try fields(field.bytes).first { $0.field == 1 }).number)
      default: Issue.record("field \(field.field) of an event")
      }
    }
    return event
  }
}
