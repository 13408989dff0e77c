import LNQFixedPoint
import LNQRandom
import LNQTables
import Testing

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
