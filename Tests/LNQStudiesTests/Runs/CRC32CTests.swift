import LNQTestSupport
import Testing

@testable import LNQStudies

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
