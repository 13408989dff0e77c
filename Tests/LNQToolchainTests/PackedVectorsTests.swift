import LNQFixedPoint
import LNQHardware
import LNQRandom
import LNQToolchain
import Testing

@Suite("Packed vectors")
struct PackedVectorsTests {
  @Test("Codes of any width at any offset come back, seed 1", arguments: 1...32, [0, 1, 31])
  func roundTrip(width: Int, offset: Int) throws {
    var random = SplitMix64(seed: 1)
    for isSigned in [false, true] {
      let format = try FixedPointFormat(width: width, fractionBits: 0, isSigned: isSigned)
      let pad = try FixedPointFormat(width: max(1, offset), fractionBits: 0, isSigned: false)
      var formats = [format, format, format]
      if offset > 0 { formats.insert(pad, at: 0) }
      var lsb = 0
      let slices = formats.map { format in
        defer { lsb += format.width }
        return HardwareInterface.Slice(name: "x", lsb: lsb, format: format, scale: 1)
      }
      let corners = formats.map(\.minimumCode) + formats.map(\.maximumCode) + formats.map { _ in 0 }
      let rows = corners + (0..<5).flatMap { _ in formats.map { $0.code(ofBitPattern: UInt32(random.next() >> 32)) } }
      let packed = try PackedVectors(rows: rows, slices: slices)
      #expect(packed.count == 8)
      #expect(packed.bitWidth == lsb)
      #expect(packed.wordsPerVector == (lsb + 31) / 32)
      #expect((0..<packed.count).flatMap { packed.codes(at: $0, slices: slices) } == rows)
      // Unused bits are 0.
      #expect(packed == PackedVectors(bitWidth: lsb, words: packed.words))
    }
  }

  @Test("The lowest slice takes the lowest bits, and words are little-endian")
  func layout() throws {
    let design = TinyDesign("layout", "u4.0 s8.0 u32.0", latency: 0)
    let packed = try PackedVectors(rows: [0xA, -2, 0x8000_0001], slices: design.interface.inputs)
    #expect(packed.words == [0x0000_1FEA, 0x0000_0800])
    #expect(packed.hexadecimal(at: 0) == "80000001fea")
  }

  @Test("Hexadecimal has a digit for every four bits", arguments: [(1, "1"), (4, "f"), (5, "1f"), (33, "1ffffffff")])
  func hexadecimal(bits: Int, expected: String) {
    let words = [UInt32](repeating: .max, count: (bits + 31) / 32)
    #expect(PackedVectors(bitWidth: bits, words: words).hexadecimal(at: 0) == expected)
  }

  @Test("A code outside its format is refused with its row and name, and nothing is appended")
  func badCode() throws {
    let slices = TinyDesign("bad", "u4.0 s8.0", latency: 0).interface.inputs
    var packed = try PackedVectors(rows: [1, 2], slices: slices)
    #expect(throws: ToolchainError.codes("row 1, x1: 128 is no code of s8.0")) {
      try packed.append(rows: [1, 127, 15, 128], slices: slices)
    }
    #expect(throws: ToolchainError.codes("3 codes are no whole number of rows of 2")) {
      try packed.append(rows: [1, 2, 3], slices: slices)
    }
    #expect(packed.count == 1)
  }

  @Test("Selected vectors come in the order in which they are asked for")
  func selecting() {
    let packed = PackedVectors(bitWidth: 40, words: [0, 1, 2, 3, 4, 5])
    #expect(packed.selecting([2, 0, 2]).words == [4, 5, 0, 1, 4, 5])
  }
}
