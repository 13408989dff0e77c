import Foundation
import LNQData
import Testing

@Suite("Lists of checksums")
struct ChecksumsTests {
  private let list = Checksums([
    "run.json": [Checksums.Version(Data("{}".utf8))],
    "hardware/tables.json": [
      Checksums.Version(bytes: 3, sha256: "ab", madeFrom: ["software/best": "cd"]),
      Checksums.Version(bytes: 4, sha256: "ef"),
    ],
  ])

  @Test("a list is read back as it was written, and equal lists are equal bytes")
  func roundTrip() throws {
    #expect(Checksums(serialized: list.serialized()) == list)
    #expect(list.serialized() == Checksums(list.files).serialized())
  }

  @Test("every single flipped bit of a list is noticed")
  func flippedBits() {
    let data = list.serialized()
    for bit in 0..<data.count * 8 {
      var damaged = data
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(Checksums(serialized: damaged) == nil, "bit \(bit)")
    }
  }

  @Test("a file is one of its versions or none; one that grows may have more behind the longest version")
  func versions() {
    let (old, new) = (Data("a,b\n".utf8), Data("a,b\n1,2\n".utf8))
    let list = Checksums(["rows": [Checksums.Version(old), Checksums.Version(new)]])
    #expect(list.version(of: "rows", content: old)?.bytes == 4)
    #expect(list.version(of: "rows", content: new)?.bytes == 8)
    #expect(list.version(of: "rows", content: Data("a,c\n".utf8)) == nil)
    #expect(list.version(of: "other", content: old) == nil)
    #expect(list.beginning(of: "rows", content: new + Data("3,".utf8))?.bytes == 8)
    #expect(list.beginning(of: "rows", content: old + Data("1,".utf8))?.bytes == 4)
    #expect(list.beginning(of: "rows", content: Data("a,".utf8)) == nil)
  }
}
