import LNQFixedPoint
import LNQTestSupport
import Testing

@testable import LNQTables

@Suite("Which codes are used")
struct CodeUsageTests {
  @Test("every code of every signal is counted once, as the definition gives it", arguments: Seeds.upTo(4))
  func counted(seed: UInt64) throws {
    var generator = TableNetworkGenerator(seed: seed)
    let network = try generator.network(.mixed)
    let codes = generator.inputCodes(for: network, count: 298)
    let samples = 300
    let found = try TableEvaluator(network).codeUsage(for: codes)

    let width = network.inputs.count
    let all = try (0..<samples).map { try network.signalCodes(for: Array(codes[$0 * width..<($0 + 1) * width])) }
    var first = 0
    let layers = [("inputs", width)] + network.layers.map { ($0.name, $0.neurons.count) }
    #expect(found.map(\.layer) == layers.map(\.0))
    for (usage, (_, count)) in zip(found, layers) {
      let signals = first..<first + count
      first += count
      let formats = signals.map { network.signals[$0].format }
      #expect(usage.signals == count && usage.values == samples * count)
      #expect(usage.codes == formats.reduce(0) { $0 + $1.codes.count })
      #expect(usage.usedCodes == signals.reduce(0) { sum, signal in sum + Set(all.map { $0[signal] }).count })
      #expect(
        usage.atLowest
          == signals.reduce(0) { sum, signal in
            sum + all.count { $0[signal] == network.signals[signal].format.minimumCode }
          })
      #expect(
        usage.atHighest
          == signals.reduce(0) { sum, signal in
            sum + all.count { $0[signal] == network.signals[signal].format.maximumCode }
          })
      #expect(usage.bars.count <= CodeUsage.barLimit)
      #expect(usage.bars.count * usage.codesPerBar > usage.highestCode - usage.lowestCode)
      for (bar, values) in usage.bars.enumerated() {
        let low = usage.lowestCode + bar * usage.codesPerBar
        #expect(
          values
            == signals.reduce(0) { sum, signal in
              sum + all.count { (low..<low + usage.codesPerBar).contains($0[signal]) }
            })
      }
    }
  }
}
