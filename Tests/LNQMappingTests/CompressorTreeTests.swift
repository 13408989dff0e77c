import LNQHardware
import LNQRandom
import Testing

@testable import LNQMapping

@Suite("Sums of tables by compressors")
struct CompressorTreeTests {
  /// What can follow a sum.
  enum Following: CaseIterable {
    case nothing, rounding, clipping, threshold, anything
  }

  private static func function(_ following: Following, _ sums: ClosedRange<Int>, seed: UInt64) -> SumFunction? {
    var random = SplitMix64(seed: seed)
    let middle = (sums.lowerBound + sums.upperBound) / 2
    let shift = Int.random(in: 1...3, using: &random)
    let noise = sums.map { _ in Int.random(in: 0...15, using: &random) }
    let sum = SumFunction(codes: sums)
    return switch following {
    case .nothing: sum
    case .rounding: sum.followed { ($0 + 1 << (shift - 1)) >> shift }
    case .clipping: sum.followed { min(max(($0 - middle + 1 << (shift - 1)) >> shift, 0), 15) }
    case .threshold: sum.followed { $0 > middle + shift ? 1 : 0 }
    case .anything: sum.followed { noise[$0 - sums.lowerBound] }
    }
  }

  @Test("are the function of the sum in every row", arguments: 3...6, Following.allCases)
  func function(lutSize: Int, following: Following) throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      // Four tables of three of the twelve inputs each, one of them with even values only, and one that is constant.
      let parts = (0..<4).map { part in
        let step = part == 1 ? 2 : part == 3 && seed % 3 == 0 ? 0 : 1
        return (
          values: (0..<8).map { _ in step * Int.random(in: -12...12, using: &random) },
          inputs: (0..<3).map { 4 * $0 + part }
        )
      }
      let lowest = parts.reduce(0) { $0 + ($1.values.min() ?? 0) }
      let highest = parts.reduce(0) { $0 + ($1.values.max() ?? 0) }
      let function = try #require(Self.function(following, lowest...highest, seed: seed))
      func pattern(_ result: Int) -> UInt64 { UInt64(bitPattern: Int64(result)) & 0xFF }
      let piece = CompressorTree.piece(
        parts, function, outputCount: 8, inputCount: 12, lutSize: lutSize, pattern: pattern)
      let wanted = BitFunction(inputCount: 12, outputCount: 8) { row in
        let sum = parts.reduce(0) { sum, part in
          sum + part.values[part.inputs.enumerated().reduce(0) { $0 | (row >> $1.element & 1) << $1.offset }]
        }
        return pattern(function[sum - lowest])
      }
      #expect(piece.computes(wanted), "seed \(seed)")
      #expect(piece.nodes.allSatisfy { $0.inputs.count <= lutSize })
    }
  }

  @Test("take about a LUT for each bit that goes, and few for a rounded and clipped result")
  func cost() throws {
    var random = SplitMix64(seed: 1)
    let parts = (0..<16).map { part in
      let weight = Double.random(in: -1...1, using: &random)
      return (values: (0..<64).map { Int((weight * Double($0)).rounded()) }, inputs: (0..<6).map { 6 * part + $0 })
    }
    let lowest = parts.reduce(0) { $0 + ($1.values.min() ?? 0) }
    let highest = parts.reduce(0) { $0 + ($1.values.max() ?? 0) }
    let clipped = try #require(
      SumFunction(codes: lowest...highest).followed { min(max(($0 + 2) >> 2, 0), 31) })
    let bits = parts.reduce(0) { bits, part in
      let range = (part.values.max() ?? 0) - (part.values.min() ?? 0)
      return bits + Int.bitWidth - range.leadingZeroBitCount
    }
    let piece = CompressorTree.piece(parts, clipped, outputCount: 5, inputCount: 96, lutSize: 6) { UInt64($0) }
    #expect(bits == 70)
    #expect(piece.cost <= 2 * bits + 5, "\(piece.cost) LUTs")
  }

  @Test(
    "are planned at the least cost: known columns",
    arguments: [
      ([3], 2), ([6], 3), ([2, 2], 3), ([5, 1], 3), ([3, 2], 3), ([6, 6], 10),
    ])
  func plans(heights: [Int], cost: Int) {
    let plan = CompressionPlan(heights: heights, lowest: 0, lutSize: 6, headCost: 0) { _, _ in nil }
    #expect(plan.steps.reduce(0) { $0 + $1.compressor.outputCount } == cost)
    #expect(plan.end == nil)
  }

  @Test("leave out bits of the sum that nobody needs")
  func carry() {
    // Only the carry of three bits: a majority, and of six: two of three bits.
    for (height, cost) in [(3, 1), (6, 2)] {
      let parts = (0..<height).map { (values: [0, 1], inputs: [$0]) }
      let half = SumFunction(codes: 0...height).followed { $0 >> 1 }
      let piece = half.map {
        CompressorTree.piece(parts, $0, outputCount: 2, inputCount: height, lutSize: 6) { UInt64($0) }
      }
      #expect(piece?.cost == cost)
    }
  }

  /// The table that parts are, for inputs in their order.
  private static func values(_ parts: SumParts, inputCount: Int) -> [Int] {
    func address(_ inputs: [Int], _ row: Int) -> Int {
      inputs.enumerated().reduce(0) { $0 | (row >> $1.element & 1) << $1.offset }
    }
    return (0..<1 << inputCount).map { row in
      let terms = parts.terms.reduce(parts.minimum) { $0 + Int($1.piece.function[address($1.inputs, row)]) }
      let switched = parts.switched.reduce(0) { sum, term in
        let known = Int(term.classes.function[address(term.inputs, row)]) << 1 | address([term.gate], row)
        return sum + term.values[known]
      }
      return parts.direct.reduce(terms + switched) { sum, bit in
        (address([bit.input], row) == 1) != bit.isInverted ? sum + 1 << bit.position : sum
      }
    }
  }

  @Test("take tables of more than K inputs apart where they change slowly", arguments: [4, 6])
  func slowTables(lutSize: Int) {
    let inputs = Array(0...lutSize)
    let values = (0..<1 << (lutSize + 1)).map { ($0 * $0 + 5 * $0) >> lutSize }
    let parts = SumParts(of: values, inputs: inputs, lutSize: lutSize)
    #expect(parts.terms.count + parts.switched.count + parts.direct.count > 1)
    #expect(Self.values(parts, inputCount: inputs.count) == values)
    // Noise stays whole.
    var random = SplitMix64(seed: 2)
    let noise = values.map { _ in Int.random(in: 0...31, using: &random) }
    let whole = SumParts(of: noise, inputs: inputs, lutSize: lutSize)
    #expect(whole.terms.count == 1 && whole.switched.isEmpty && Self.values(whole, inputCount: inputs.count) == noise)
  }

  @Test("add bits of an address as they are", arguments: [1, -1])
  func directBits(sign: Int) {
    // A multiple of the address, and a noise of three bits.
    let values = (0..<64).map { 4 * sign * $0 + (($0 * 37) >> 3) & 7 }
    let parts = SumParts(of: values, inputs: [6, 7, 8, 9, 10, 11], lutSize: 6)
    #expect(parts.direct.contains { $0.isInverted == (sign < 0) }, "\(parts)")
    let own = SumParts(of: values, inputs: Array(0..<6), lutSize: 6)
    #expect(Self.values(own, inputCount: 6) == values)
  }

  @Test("add small numbers in groups that fit into a LUT, and as few bits as can be")
  func groups() throws {
    // Of a table of 7 inputs the lowest adds 0 or 1 (two pins), 0 to 2 (three pins), or 0 to 4 (four).
    let kinds: [(Int) -> Int] = [{ $0 & 1 }, { ($0 % 3) }, { $0 % 5 }]
    let terms = try [0, 1, 1, 0, 2, 0].map { kind in
      let values = (0..<128).map { $0 & 1 == 0 ? 0 : kinds[kind]($0 >> 1) }
      return try #require(SwitchedTerm.split(values, inputs: Array(0..<7), at: 0, lutSize: 6)).change
    }
    #expect(terms.map(\.pinCount) == [2, 3, 3, 2, 4, 2])
    let groups = SwitchedTerm.groups(of: terms, lutSize: 6)
    #expect(groups.joined().sorted() == Array(0..<6))
    #expect(groups.allSatisfy { $0.reduce(0) { $0 + terms[$1].pinCount } <= 6 })
    let bits = groups.reduce(0) { $0 + Int.bitWidth - $1.reduce(0) { $0 + terms[$1].most }.leadingZeroBitCount }
    #expect(bits == 7, "\(groups)")
  }
}
