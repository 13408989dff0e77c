import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQRandom
import LNQTables
import Testing

@Suite("Pieces made smaller")
struct PieceTests {
  @Test("lose a LUT that other wires stand in for")
  func resubstitution() {
    // z = ((a ^ b) ^ c) & d, beside x = a ^ b ^ c: z needs x and d, and a ^ b goes.
    var builder = BitCircuitBuilder(lutSize: 3, inputCount: 4)
    let wires = (0..<4).map { builder.input($0) }
    let x = builder.lut(Array(wires[..<3]), mask: 0b1001_0110)
    let y = builder.lut(Array(wires[..<2]), mask: 0b0110)
    let z = builder.lut([y, wires[2], wires[3]], mask: 0b0110_0000)
    let piece = Piece(builder, outputs: [x, z], method: "test")
    let smaller = Resubstitution.applied(to: piece)
    #expect(piece.cost == 3 && smaller.cost == 2)
    #expect(smaller.computes(piece.function))
  }

  @Test("compute what they did", arguments: 3...6, 1...6 as ClosedRange<UInt64>)
  func random(lutSize: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let inputCount = 5 + Int(seed % 3)
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    var wires = (0..<inputCount).map { builder.input($0) }
    for _ in 0..<24 {
      let inputs = (0..<Int.random(in: 2...lutSize, using: &random)).map { _ in
        wires[Int.random(in: max(0, wires.count - 9)..<wires.count, using: &random)]
      }
      wires.append(builder.lut(inputs, mask: random.next() & random.next()))
    }
    let piece = Piece(builder, outputs: Array(wires.suffix(3)), method: "test")
    for smaller in [Resubstitution.applied(to: piece), piece.packed] {
      #expect(smaller.computes(piece.function))
      #expect(smaller.cost <= piece.cost)
      #expect(smaller.nodes.allSatisfy { $0.inputs.count <= lutSize })
    }
  }

  @Test("of a rounded and clipped sum of three wires are added tables")
  func additive() {
    var random = SplitMix64(seed: 4)
    let terms = (0..<3).map { _ in (0..<8).map { _ in Double.random(in: -4...4, using: &random) } }
    let function = BitFunction(inputCount: 9, outputCount: 4) { row in
      let sum = (0..<3).reduce(0) { $0 + terms[$1][row >> (3 * $1) & 7] }
      return UInt64(bitPattern: Int64(min(max(sum.rounded(), 0), 9)))
    }
    let piece = FunctionMapper.piece(function, MappingOptions(lutSize: 3))
    #expect(piece.method == "compressors")
    #expect(piece.computes(function))
    // A function that is no such sum is covered.
    let noise = BitFunction(inputCount: 9, outputCount: 1) { _ in random.next() & 1 }
    let cover = FunctionMapper.piece(noise, MappingOptions(lutSize: 3))
    #expect(cover.method == "cover")
    #expect(cover.computes(noise))
  }
}

@Suite("Sums of two halves")
struct HalvesSumTests {
  @Test("of 16 inputs and 8 bits are found: 256 ranks of a column add up to more than 16 bits hold")
  func wide() throws {
    let format = try FixedPointFormat(width: 8, fractionBits: 0, isSigned: false)
    let table = TruthTable(addressWidth: 16, output: format) { row in ((row & 255) + (row >> 8)) / 2 }
    let sum = try #require(HalvesSum(table, halves: [Array(0..<8)]))
    for row in 0..<table.rowCount {
      let value = (sum.halfValues[row & 255] + sum.restValues[row >> 8]) >> sum.shift
      let rank = min(max(value, sum.ranks.lowerBound), sum.ranks.upperBound) - sum.ranks.lowerBound
      guard sum.patterns[rank] != table.bitPattern(at: row) else { continue }
      Issue.record("row \(row)")
      return
    }
  }
}
