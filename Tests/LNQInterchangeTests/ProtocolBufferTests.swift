import Testing

@testable import LNQInterchange

@Suite("Protocol Buffers messages")
struct ProtocolBufferTests {
  @Test(
    "have integers of seven bits a byte",
    arguments: [
      (0, [0x08, 0x00]), (1, [0x08, 0x01]), (127, [0x08, 0x7F]), (128, [0x08, 0x80, 0x01]),
      // The example of the encoding's own documentation.
      (150, [0x08, 0x96, 0x01]), (16383, [0x08, 0xFF, 0x7F]), (16384, [0x08, 0x80, 0x80, 0x01]),
      (.max, [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
      (-1, [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
    ] as [(Int64, [UInt8])])
  func integers(value: Int64, bytes: [UInt8]) {
    var message = ProtocolBuffer()
    message.append(1, integer: value)
    #expect(message.bytes == bytes)
  }

  @Test("have text, messages and floating-point numbers, one after the other")
  func others() {
    var inner = ProtocolBuffer()
    inner.append(1, integer: 150)
    var message = ProtocolBuffer()
    message.append(2, text: "testing")
    message.append(3, message: inner)
    message.append(16, float: 1)
    message.append(4, double: -2)
    #expect(
      message.bytes == [0x12, 0x07] + Array("testing".utf8) + [0x1A, 0x03, 0x08, 0x96, 0x01]
        + [0x85, 0x01, 0, 0, 0x80, 0x3F] + [0x21, 0, 0, 0, 0, 0, 0, 0, 0xC0])
    var long = ProtocolBuffer()
    long.append(1, text: String(repeating: "x", count: 300))
    #expect(long.bytes.prefix(3) == [0x0A, 0xAC, 0x02])
  }
}
