import LNQFixedPoint
import LNQRandom
import LNQTestSupport
import Testing

@testable import LNQTables

@Suite("Rows that are hardly ever reached")
struct DontCareTests {
  @Test("are counted as the plain evaluation reaches them", arguments: TableNetworkGenerator.Neurons.allCases)
  func counts(neurons: TableNetworkGenerator.Neurons) throws {
    var generator = TableNetworkGenerator(seed: 8)
    let network = try generator.network(neurons)
    let codes = generator.inputCodes(for: network, count: 700)
    var expected: [[UInt32]] = network.neurons.flatMap { $0.neuron.lookups }.map {
      Array(repeating: 0, count: network.tables[$0.table].rowCount)
    }
    let signals = network.signals
    for start in stride(from: 0, to: codes.count, by: network.inputs.count) {
      let values = try network.signalCodes(for: Array(codes[start..<start + network.inputs.count]))
      for (index, lookup) in network.neurons.flatMap({ $0.neuron.lookups }).enumerated() {
        var (address, shift) = (0, 0)
        for input in lookup.inputs {
          address |= Int(signals[input].format.bitPattern(of: values[input])) << shift
          shift += signals[input].format.width
        }
        expected[index][address] += 1
      }
    }
    #expect(try TableEvaluator(network).rowCounts(for: codes) == expected.flatMap(\.self))
  }

  @Test(
    "with a limit of 0 leave every signal of every counted sample as it was",
    arguments: TableNetworkGenerator.Neurons.allCases, [1, 2, 3] as [UInt64])
  func unreached(neurons: TableNetworkGenerator.Neurons, seed: UInt64) throws {
    var generator = TableNetworkGenerator(seed: seed)
    let network = try generator.network(neurons)
    let codes = generator.inputCodes(for: network, count: 20)
    let result = try network.simplified(byRowsReachedAtMost: 0, inputCodes: codes)
    #expect(result.dontCareRows > 0)
    #expect(
      result.rows == network.neurons.flatMap(\.neuron.lookups).reduce(0) { $0 + network.tables[$1.table].rowCount })
    #expect(result.network.lutEstimate.lookups <= network.lutEstimate.lookups)
    for start in stride(from: 0, to: codes.count, by: network.inputs.count) {
      let row = Array(codes[start..<start + network.inputs.count])
      #expect(try result.network.signalCodes(for: row) == network.signalCodes(for: row))
    }
  }

  @Test("change rows at or below the limit alone, for every limit", arguments: 0...4)
  func limits(limit: Int) throws {
    var random = SplitMix64(seed: 3)
    let output = try FixedPointFormat(width: 2, fractionBits: 0, isSigned: false)
    for _ in 0..<100 {
      let table = TruthTable(addressWidth: 5, output: output) { _ in Int.random(in: 0...3, using: &random) }
      let counts = (0..<32).map { _ in
        UInt32.random(in: 0...6, using: &random) * UInt32.random(in: 0...1, using: &random)
      }
      let (simple, inputs, dontCares) = table.simplified(
        counts: counts[...], limit: limit, inputs: [7, 8, 9], widths: [2, 1, 2])
      #expect(dontCares == counts.count { $0 <= limit })
      for row in 0..<32 where counts[row] > limit {
        var (address, shift) = (0, 0)
        for (input, bits) in [(7, row & 3), (8, row >> 2 & 1), (9, row >> 3)] where inputs.contains(input) {
          address |= bits << shift
          shift += input == 8 ? 1 : 2
        }
        #expect(simple[address] == table[row])
      }
    }
  }

  @Test("let inputs go that no row which counts needs, and all of them when none counts")
  func inputs() throws {
    let output = try FixedPointFormat(width: 4, fractionBits: 0, isSigned: false)
    let table = TruthTable(addressWidth: 4, output: output) { $0 }
    // Rows 0...3 alone are reached: the second input is always 0.
    let low = table.simplified(
      counts: (0..<16).map { $0 < 4 ? 1 : 0 }[...], limit: 0, inputs: [3, 5], widths: [2, 2])
    #expect(low.inputs == [3] && low.dontCares == 12)
    #expect((0..<4).map { low.table[$0] } == [0, 1, 2, 3])
    // One row alone is a constant; of rows that do not count the most frequent one.
    let constant = table.simplified(
      counts: (0..<16).map { $0 == 9 ? 1 : 0 }[...], limit: 0, inputs: [3, 5], widths: [2, 2])
    #expect(constant.inputs == [] && constant.table.rowCount == 1 && constant.table[0] == 9)
    let rare = table.simplified(
      counts: (0..<16).map { [6: 2, 11: 2, 3: 1][$0] ?? 0 }[...], limit: 5, inputs: [3, 5], widths: [2, 2])
    #expect(rare.inputs == [] && rare.table[0] == 6 && rare.dontCares == 16)
    // Every row counts: nothing changes.
    let all = table.simplified(counts: Array(repeating: 1, count: 16)[...], limit: 0, inputs: [3, 5], widths: [2, 2])
    #expect(all.table == table && all.inputs == [3, 5] && all.dontCares == 0)
  }

  @Test("are filled so that halves of the table become equal where they can")
  func filling() throws {
    // Cared for: 0, 1, 6. Top halves agree, so rows 4...7 repeat rows 0...3; row 2 takes row 6's pattern.
    let output = try FixedPointFormat(width: 7, fractionBits: 0, isSigned: false)
    let rows = CaredRows(
      patterns: [10, 11, 99, 98, 97, 96, 12, 95], isCared: [true, true, false, false, false, false, true, false],
      output: output)
    #expect(rows.filledByHalves == [10, 11, 12, 12, 10, 11, 12, 12])
  }
}
