import Foundation
import LNQFixedPoint
import Testing

@Suite("FixedPointFormat")
struct FixedPointFormatTests {
  /// Every format up to 8 bits, signed and unsigned, with a few binary points.
  static let smallFormats: [FixedPointFormat] = (1...8).flatMap { width in
    [true, false].flatMap { isSigned in
      [-3, 0, 4, 11].compactMap { try? FixedPointFormat(width: width, fractionBits: $0, isSigned: isSigned) }
    }
  }

  @Test("gives each code its own bits and reads them back", arguments: smallFormats)
  func bitPatterns(format: FixedPointFormat) {
    var seen: Set<UInt32> = []
    for code in format.codes {
      let pattern = format.bitPattern(of: code)
      #expect(pattern >> UInt32(format.width) == 0)
      #expect(format.code(ofBitPattern: pattern) == code)
      #expect(format.code(ofBitPattern: pattern | ~format.mask) == code, "higher bits are ignored")
      seen.insert(pattern)
    }
    #expect(seen.count == 1 << format.width)
  }

  @Test("saturates to the nearest code", arguments: smallFormats)
  func saturate(format: FixedPointFormat) {
    for code in format.minimumCode - 300...format.maximumCode + 300 {
      let nearest = format.codes.min { abs($0 - code) < abs($1 - code) }
      #expect(format.saturate(code) == nearest)
    }
  }

  @Test("reads what it prints, and nothing else", arguments: smallFormats)
  func description(format: FixedPointFormat) throws {
    #expect(FixedPointFormat(format.description) == format)
    let data = try JSONEncoder().encode([format])
    #expect(try JSONDecoder().decode([FixedPointFormat].self, from: data) == [format])
  }

  @Test(
    "refuses text that is no format", arguments: ["", "s8", "8.4", "x8.4", "s0.0", "s33.0", "u4.", "s8.4.2", "s8.65"])
  func notAFormat(text: String) {
    #expect(FixedPointFormat(text) == nil)
  }

  @Test("refuses widths outside of 1 to 32 with a sentence", arguments: [-1, 0, 33])
  func widths(width: Int) {
    #expect(throws: FixedPointError.width(width)) {
      try FixedPointFormat(width: width, fractionBits: 0, isSigned: true)
    }
    #expect(FixedPointError.width(width).description == "a fixed-point format of \(width) bits: choose 1 to 32 bits")
  }

  @Test("refuses binary points outside of −64 to 64", arguments: [-65, 65])
  func fractionBits(bits: Int) {
    #expect(throws: FixedPointError.fractionBits(bits)) {
      try FixedPointFormat(width: 8, fractionBits: bits, isSigned: true)
    }
  }

  @Test("finds the narrowest format for a range, exhaustively for small ranges")
  func holding() throws {
    for low in -20...20 {
      for high in low...20 {
        let format = try FixedPointFormat.holding(low...high, fractionBits: 3)
        #expect(format.codes.contains(low) && format.codes.contains(high))
        #expect(format.isSigned == (low < 0))
        if format.width > 1 {
          let narrower = try FixedPointFormat(width: format.width - 1, fractionBits: 3, isSigned: format.isSigned)
          #expect(!(narrower.codes.contains(low) && narrower.codes.contains(high)))
        }
      }
    }
  }

  @Test("holds up to 32 bits and no more")
  func holdingWide() throws {
    #expect(try FixedPointFormat.holding(0...(1 << 32) - 1, fractionBits: 0).width == 32)
    #expect(try FixedPointFormat.holding(-(1 << 31)...(1 << 31) - 1, fractionBits: 0).width == 32)
    #expect(throws: FixedPointError.rangeTooWide(0...1 << 32)) {
      try FixedPointFormat.holding(0...1 << 32, fractionBits: 0)
    }
    #expect(throws: FixedPointError.rangeTooWide(-1...1 << 31)) {
      try FixedPointFormat.holding(-1...1 << 31, fractionBits: 0)
    }
    #expect(FixedPointError.rangeTooWide(0...1 << 32).description.contains("need more than 32 bits"))
  }
}
