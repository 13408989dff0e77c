import LNQData
import LNQFixedPoint
import LNQQuantization
import LNQTables
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Networks with quantizers of their own")
struct OwnQuantizerTests {
  /// The class of each row by the float network, in Double, and by the codes.
  private func classes(_ network: Network, _ quantized: QuantizedNetwork, _ rows: LabelledRows) throws -> (
    float: [Int], codes: [Int]
  ) {
    let executor = NetworkExecutor<Double>(network, batchSize: rows.count)
    try executor.load(rows, at: (0..<Int32(rows.count)).map(\.self))
    _ = executor.evaluationPass(count: rows.count)
    let float = executor.predictions(count: rows.count).map(Int.init)
    let codes = try QuantizedNetworkTests.rowsOfCodes(quantized, rows).map { codes in
      let signals = try quantized.signalCodes(for: codes)
      return TableNetwork.argmax(quantized.outputs.map { signals[$0] })
    }
    return (float, codes)
  }

  @Test("have the class of every row in common with their codes", arguments: 1...60)
  func agreement(seed: UInt64) throws {
    var generator = FloatNetworkGenerator(seed: seed)
    let network = try generator.network(.quantized)
    let rows = generator.rows(300, for: network)
    let quantized = try QuantizedNetworkTests.quantized(network, rows)
    let (float, codes) = try classes(network, quantized, rows)
    #expect(float == codes)
  }
}
