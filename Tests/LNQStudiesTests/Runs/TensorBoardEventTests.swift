import LNQTestSupport
import Testing

@testable import LNQStudies

/// The expected bytes were written by TensorBoard's own classes (version 2.20).
@Suite("TensorBoard events")
struct TensorBoardEventTests {
  private static let time = 1_700_000_000.25

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test("have the bytes of TensorBoard's own messages")
  func messages() {
    func message(_ step: Int, _ content: TensorBoardEvent.Content) -> String {
      hexadecimal(TensorBoardEvent(time: Self.time, step: step, content: content).message)
    }
    #expect(message(0, .fileVersion) == "0900001040fc54d9411a0d627261696e2e4576656e743a32")
    #expect(
      message(300, .scalars([("lr", 0.001), ("train_loss_step", -1.5)]))
        == "0900001040fc54d94110ac022a230a090a026c72156f12833a0a160a0f747261696e5f6c6f73735f73746570150000c0bf")
    #expect(message(301, .restart) == "0900001040fc54d94110ad023a020801")
  }

  @Test("have the bytes of TensorBoard's own records")
  func record() {
    let event = TensorBoardEvent(time: Self.time, step: 301, content: .restart)
    #expect(hexadecimal(event.record) == "100000000000000095fbfe180900001040fc54d94110ad023a020801cb79b93b")
  }
}

@Suite("CRC-32C")
struct CRC32CTests {
  // RFC 3720, appendix B.4, and the check value of the catalogue of CRCs.
  @Test(
    "has the published checks",
    arguments: [
      (Array("123456789".utf8), 0xE306_9283), ([], 0), (Array(repeating: 0, count: 32), 0x8A91_36AA),
      (Array(repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
      (Array((0..<32).reversed()), 0x113F_DB5C),
    ] as [([UInt8], UInt32)])
  func vectors(bytes: [UInt8], check: UInt32) {
    #expect(CRC32C.checksum(bytes) == check)
  }

  @Test("is the remainder of the division by the polynomial, bit by bit")
  func bitByBit() {
    for length in [1, 2, 3, 63, 64, 65, 300] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ length) }
      #expect(CRC32C.checksum(bytes) == EventFileReader.check(bytes))
    }
  }
}
