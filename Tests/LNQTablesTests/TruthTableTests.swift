import Foundation
import LNQFixedPoint
import LNQRandom
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

@Suite("Inputs on which a table does not depend")
struct TruthTableDependenceTests {
  private func format(_ width: Int) throws -> FixedPointFormat {
    try FixedPointFormat(width: width, fractionBits: 0, isSigned: false)
  }

  @Test("packing bit patterns is the same as packing codes, for every width", arguments: 1...32)
  func packing(width: Int) throws {
    let output = try format(width)
    for addressWidth in 0...9 {
      var random = SplitMix64(seed: UInt64(width))
      let patterns = (0..<1 << addressWidth).map { _ in UInt32.random(in: 0...output.mask, using: &random) }
      let table = TruthTable(addressWidth: addressWidth, output: output) { output.code(ofBitPattern: patterns[$0]) }
      #expect(TruthTable(addressWidth: addressWidth, output: output, bitPatterns: patterns) == table)
    }
  }

  @Test("are found for every subset of three inputs, and what is left computes the same")
  func subsets() throws {
    let widths = [2, 1, 3]
    let shifts = [0, 2, 3]
    let output = try format(6)
    for used in 0..<8 {
      // A function that depends on exactly the inputs of `used`.
      let table = TruthTable(addressWidth: 6, output: output) { row in
        (0..<3).reduce(0) { sum, input in
          used >> input & 1 == 0 ? sum : sum | (row >> shifts[input] & ((1 << widths[input]) - 1)) << shifts[input]
        }
      }
      let (smaller, inputs) = table.removingUnusedInputs([7, 8, 9], widths: widths)
      #expect(inputs == (0..<3).filter { used >> $0 & 1 == 1 }.map { $0 + 7 })
      for row in 0..<64 {
        var (address, shift) = (0, 0)
        for input in inputs.map({ $0 - 7 }) {
          address |= (row >> shifts[input] & ((1 << widths[input]) - 1)) << shift
          shift += widths[input]
        }
        #expect(smaller[address] == table[row])
      }
    }
  }
}
