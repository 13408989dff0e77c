import Foundation
import LNQFixedPoint
import Testing

@Suite("Requantization")
struct RequantizationTests {
  @Test("equals floor(sum / 2^shift + 1/2), saturated", arguments: 0...6, FixedPointFormatTests.smallFormats)
  func definition(shift: Int, format: FixedPointFormat) throws {
    let requantization = try Requantization(shift: shift, output: format)
    for sum in -600...600 {
      let exact = (Double(sum) / Double(1 << shift) + 0.5).rounded(.down)
      let expected = shift == 0 ? sum : Int(exact)
      #expect(requantization(sum) == format.saturate(expected))
    }
  }

  @Test("refuses shifts outside of 0 to 31", arguments: [-1, 32])
  func shifts(shift: Int) throws {
    let format = try FixedPointFormat(width: 4, fractionBits: 0, isSigned: true)
    #expect(throws: FixedPointError.shift(shift)) { try Requantization(shift: shift, output: format) }
    #expect(FixedPointError.shift(shift).description == "a requantization that shifts by \(shift) bits: choose 0 to 31")
    let json = Data(#"{"shift": \#(shift), "output": "s4.0"}"#.utf8)
    #expect(throws: FixedPointError.shift(shift)) { try JSONDecoder().decode(Requantization.self, from: json) }
  }
}
