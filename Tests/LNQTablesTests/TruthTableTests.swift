import Foundation
import LNQFixedPoint
import LNQTables
import Testing

@Suite("TruthTable")
struct TruthTableTests {
  @Test("keeps every row, across word boundaries", arguments: [1, 2, 3, 7, 8, 31, 32, 13], [0, 1, 5, 6, 7])
  func rows(width: Int, addressWidth: Int) throws {
    for isSigned in [true, false] {
      let format = try FixedPointFormat(width: width, fractionBits: 0, isSigned: isSigned)
      func code(_ row: Int) -> Int { format.code(ofBitPattern: UInt32(truncatingIfNeeded: row &* 2_654_435_761)) }
      let table = TruthTable(addressWidth: addressWidth, output: format, code: code)
      #expect(table.rowCount == 1 << addressWidth)
      for row in 0..<table.rowCount {
        #expect(table[row] == code(row))
        #expect(table.bitPattern(at: row) == format.bitPattern(of: code(row)))
      }
      #expect(try TruthTable(addressWidth: addressWidth, output: format, words: table.words) == table)
      let data = try JSONEncoder().encode(table)
      #expect(try JSONDecoder().decode(TruthTable.self, from: data) == table)
    }
  }

  @Test("packs rows from the lowest bit up")
  func packing() throws {
    let format = try FixedPointFormat(width: 3, fractionBits: 0, isSigned: false)
    let table = TruthTable(addressWidth: 2, output: format) { [1, 2, 3, 7][$0] }
    #expect(table.words == [0b111_011_010_001])
    #expect(table.codeRange == 1...7)
  }

  @Test("refuses words that do not fit")
  func words() throws {
    let format = try FixedPointFormat(width: 3, fractionBits: 0, isSigned: false)
    func problem(_ addressWidth: Int, _ words: [UInt64]) -> String? {
      #expect(throws: TableError.self) { try TruthTable(addressWidth: addressWidth, output: format, words: words) }?
        .description
    }
    #expect(problem(21, []) == "a truth table does not fit: 21 address bits; a table has 0 to 20")
    #expect(
      problem(2, [0, 0]) == "a truth table does not fit: 2 words of 64 bits where 4 rows of 3 bits need 1")
    #expect(problem(2, [1 << 12]) == "a truth table does not fit: bits that are set after the last row")
  }

  @Test("refuses rows that are not hexadecimal", arguments: ["12", "000000000000000g", "00000000000000000"])
  func hexadecimal(rows: String) {
    let json = Data(#"{"addressWidth": 2, "output": "u3.0", "rows": "\#(rows)"}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(TruthTable.self, from: json) }
  }

  @Test("is stored once in a pool")
  func pool() throws {
    let format = try FixedPointFormat(width: 3, fractionBits: 0, isSigned: false)
    let finer = try FixedPointFormat(width: 3, fractionBits: 1, isSigned: false)
    var pool = TablePool()
    #expect(pool.index(of: TruthTable(addressWidth: 2, output: format) { $0 }) == 0)
    #expect(pool.index(of: TruthTable(addressWidth: 2, output: format) { 3 - $0 }) == 1)
    #expect(pool.index(of: TruthTable(addressWidth: 2, output: format) { $0 }) == 0)
    #expect(pool.index(of: TruthTable(addressWidth: 2, output: finer) { $0 }) == 2)
    #expect(pool.tables.count == 3)
  }
}
