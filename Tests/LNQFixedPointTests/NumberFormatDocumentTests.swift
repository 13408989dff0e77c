import LNQFixedPoint
import LNQTestSupport
import Testing

/// The page is the specification: every row of its tables is checked.
@Suite("docs/number-format.md")
struct NumberFormatDocumentTests {
  func rows(_ table: String, columns: Int) throws -> [[String]] {
    let rows = try #require(MarkdownTable(table, in: "number-format.md"), "table \(table) is missing").rows
    #expect(rows.count >= 8 && rows.allSatisfy { $0.count == columns })
    return rows
  }

  @Test("states the range of each format in its table")
  func formats() throws {
    for row in try rows("formats", columns: 6) {
      let format = try #require(FixedPointFormat(row[0]))
      let quantizer = Quantizer(format)
      #expect("\(format.minimumCode)" == row[1] && "\(format.maximumCode)" == row[2], "\(row[0])")
      let step = try #require(Double(row[3]))
      #expect(format.scale == step, "\(row[0])")
      let (low, high) = (try #require(Double(row[4])), try #require(Double(row[5])))
      #expect(quantizer.value(of: format.minimumCode) == low && quantizer.value(of: format.maximumCode) == high)
    }
  }

  @Test("states the bits of codes")
  func bits() throws {
    for row in try rows("bits", columns: 3) {
      let (format, code) = (try #require(FixedPointFormat(row[0])), try #require(Int(row[1])))
      let pattern = try #require(UInt32(row[2], radix: 2))
      #expect(format.bitPattern(of: code) == pattern, "\(row)")
      #expect(format.code(ofBitPattern: pattern) == code, "\(row)")
    }
  }

  @Test("states the code of real numbers")
  func quantize() throws {
    for row in try rows("quantize", columns: 3) {
      let quantizer = Quantizer(try #require(FixedPointFormat(row[0])))
      let x = try #require(Double(row[1]))
      if row[2] == "error" {
        #expect(throws: FixedPointError.notANumber) { try quantizer.code(of: x) }
      } else {
        #expect(try "\(quantizer.code(of: x))" == row[2], "\(row)")
      }
    }
  }

  @Test("states the code of sums")
  func requantize() throws {
    for row in try rows("requantize", columns: 4) {
      let (sum, shift) = (try #require(Int(row[0])), try #require(Int(row[1])))
      let output = try #require(FixedPointFormat(row[2]))
      #expect("\(try Requantization(shift: shift, output: output)(sum))" == row[3], "\(row)")
    }
  }
}
