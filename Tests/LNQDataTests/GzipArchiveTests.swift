import Foundation
import LNQData
import LNQRandom
import Testing

@Suite("A gzip file")
struct GzipArchiveTests {
  private struct Packed: Decodable {
    let rows: Int
    let files: [String: Data]
  }

  private static let names = [
    "stored", "fastest", "smallest", "fixed codes", "no repetitions", "runs", "two members and padding", "with a name",
  ]

  @Test("is read as what zlib packed, in each of its ways", arguments: names)
  func zlib(name: String) throws {
    let packed: Packed = try fixture("packed")
    let bytes = try #require(packed.files[name])
    let rows = try table(bytes, named: "rows.csv.gz")
    #expect(rows.name == "rows")
    #expect(rows.count == packed.rows)
    var features: [Float] = []
    // Its first column counts the rows.
    for row in 0..<packed.rows { features.append(Float(row * row % 17) + 0.5) }
    #expect(rows.features == .single(features))
    #expect(rows.labels == (0..<packed.rows).map { Int32($0 % 3) })
  }

  @Test("that is cut off anywhere is refused", arguments: names)
  func truncated(name: String) throws {
    let packed: Packed = try fixture("packed")
    let bytes = try Array(#require(packed.files[name]))
    // The padding of the one file with two members may be cut.
    let end = name.hasPrefix("two members") ? bytes.count - 512 : bytes.count
    for length in stride(from: 2, to: end, by: 7) {
      let sentence = try #require(refusal(of: bytes[..<length], named: "rows.csv.gz"), "\(length) bytes were taken")
      // At the end of the first member the file is whole, and a row may be cut.
      if !name.hasPrefix("two members") {
        #expect(
          sentence
            == "rows.csv.gz: the packed data end too early: the file is truncated; get it again", "\(length) bytes")
      }
    }
  }

  @Test("with a byte changed is refused or gives the same rows (seed 3)", arguments: names)
  func damaged(name: String) throws {
    let packed: Packed = try fixture("packed")
    let bytes = try Array(#require(packed.files[name]))
    let right = try table(bytes, named: "rows.csv.gz")
    var random = SplitMix64(seed: 3)
    var taken = 0
    for _ in 0..<200 {
      var changed = bytes
      changed[random.uniform(below: bytes.count)] ^= UInt8(1 << random.uniform(below: 8))
      guard refusal(of: changed, named: "rows.csv.gz") == nil else { continue }
      taken += 1
      let rows = try table(changed, named: "rows.csv.gz")
      #expect(rows.features == right.features && rows.labels == right.labels)
    }
    #expect(taken < 100, "\(taken) of 200 were taken")
  }

  @Test("of a format that is not text is unpacked first, too")
  func idxFile() throws {
    try withFile(gzip(idx([2, 1, 2], [0, 51, 255, 102])), named: "a-images-idx3-ubyte.gz") { path in
      try Data(gzip(idx([2], [7, 3]))).write(
        to: URL(filePath: path.replacingOccurrences(of: "images-idx3", with: "labels-idx1")))
      #expect(try RawTable.file(path: path).features == [0, 51, 255, 102])
    }
  }

  @Test("with a wrong header, another method or a wrong checksum is refused")
  func headers() throws {
    let bytes = gzip(Array("x,y\n1,a\n".utf8))
    for (place, value) in [(2, 9), (3, 0x80)] as [(Int, UInt8)] {
      var changed = bytes
      changed[place] = value
      #expect(
        refusal(of: changed, named: "r.csv.gz") == "r.csv.gz: the packed data are damaged; get the file again")
    }
    var changed = bytes
    changed[bytes.count - 6] ^= 1
    #expect(
      refusal(of: changed, named: "r.csv.gz")
        == "r.csv.gz: its checksum does not fit what it unpacks to; get the file again")
    #expect(
      refusal(of: bytes + [1], named: "r.csv.gz")
        == "r.csv.gz: the packed data end too early: the file is truncated; get it again")
    #expect(
      refusal(of: bytes + Array("garbage behind it".utf8), named: "r.csv.gz")
        == "r.csv.gz: the packed data are damaged; get the file again")
  }

  @Test("of several members and padding is all of them, whatever the sizes")
  func members() throws {
    let rows = (0..<3000).map { "\($0),\($0 % 2)\n" }
    let long = gzip(Array(("x,class\n" + rows.joined()).utf8))
    let short = gzip(Array("3000,0\n".utf8))
    let read = try table(long + short + gzip([]) + short + [UInt8](repeating: 0, count: 100), named: "r.csv.gz")
    #expect(read.features == .single((0...3000).map { Float($0) } + [3000]))
  }

  @Test("that says any size at its end is unpacked, and the size has to be right")
  func sizes() throws {
    let bytes = gzip(Array("x,y\n1,a\n2,b\n".utf8))
    for size in [[0, 0, 0, 0], [255, 255, 255, 255]] as [[UInt8]] {
      #expect(
        refusal(of: bytes.dropLast(4) + size, named: "r.csv.gz")
          == "r.csv.gz: its checksum does not fit what it unpacks to; get the file again")
    }
  }

  @Test("that unpacks to more than 256 MB and a hundred times its size is refused, with little memory")
  func bomb() throws {
    // Blocks of fixed codes: one literal, then its repetitions, 258 bytes in 13 bits.
    let bits = BitWriter.zeros(count: 300_000_000)
    let sentence = refusal(of: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + bits, named: "r.csv.gz")
    #expect(
      sentence
        == "r.csv.gz: it unpacks to more than 268435456 bytes, more than 100 times its size: if that is right, unpack it yourself, "
        + "and give lnq what comes out")
  }
}

/// DEFLATE by hand.
private enum BitWriter {
  /// A block of fixed codes that unpacks to at least `count` zeros.
  static func zeros(count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var word: UInt64 = 0
    var filled = 0
    func put(_ bits: UInt64, _ length: Int) {
      word |= bits << UInt64(filled)
      filled += length
      while filled >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
        filled -= 8
      }
    }
    put(0b011, 3)
    // The literal 0 is 00110000; length 258 is 11000101, distance 1 is 00000: Huffman codes begin with their highest bit.
    put(0b0000_1100, 8)
    for _ in 0..<(count / 258 + 1) { put(0b00000_1010_0011, 13) }
    put(0, 7)
    put(0, 8)
    return bytes
  }
}
