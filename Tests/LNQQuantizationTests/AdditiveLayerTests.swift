import LNQData
import LNQFixedPoint
import LNQQuantization
import LNQRandom
import LNQTables
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Additive layers as tables")
struct AdditiveLayerTests {
  @Test("give the float network's values, code for code; each edge is a table of one input", arguments: 1...8)
  func agreement(seed: UInt64) throws {
    let model = try ModelDescription(
      name: "additive",
      text: """
        BatchNorm1d(5)
        QuantIdentity(bits=5, max=2, unit=0.7)
        KANLinear(5, 4, grid=6, order=3, bits=5, domain=2, max=2)
        KANLinear(4, 3, grid=3, order=5, bits=6, domain=2, max=1)
        """)
    let start = Network(model, seed: seed)
    var draws = SplitMix64(seed: seed)
    let network = Network(model) { place in
      var numbers = start.numbers(at: place)
      guard case .kanLinear(let shape) = place.layer else { return numbers }
      numbers.values[1] = numbers.values[1].map { _ in 2 * (Float(draws.next() >> 40) * 0x1p-23 - 1) }
      numbers.connections = (0..<shape.outputCount).map { output in
        (0..<shape.inputCount).filter { output != $0 || draws.next() & 1 == 0 }
      }
      return numbers
    }
    var generator = FloatNetworkGenerator(seed: seed)
    let rows = generator.rows(200, for: network)
    let executor = NetworkExecutor<Double>(network, batchSize: rows.count)
    try executor.load(rows, at: 0..<Int32(rows.count))
    _ = executor.evaluationPass(count: rows.count)
    let logits = executor.logits(count: rows.count)

    let quantized = try QuantizedNetworkTests.quantized(network, rows)
    #expect(quantized.layers.map { $0.neurons.map(\.parts.count) } == network.connections.map { $0.map(\.count) })
    #expect(quantized.layers.allSatisfy { $0.neurons.allSatisfy { $0.parts.allSatisfy { $0.terms.count == 1 } } })
    let tables = try TableNetwork(tabulating: quantized)
    var saturated = 0
    for (row, codes) in try QuantizedNetworkTests.rowsOfCodes(quantized, rows).enumerated() {
      let signals = try quantized.signalCodes(for: codes)
      #expect(try tables.signalCodes(for: codes) == signals)
      for (output, signal) in quantized.outputs.enumerated() {
        let quantizer = quantized.layers[1].neurons[output].output.quantizer
        #expect(quantizer.value(of: signals[signal]) == logits[row * 3 + output], "row \(row), output \(output)")
        if [quantizer.format.minimumCode, quantizer.format.maximumCode].contains(signals[signal]) { saturated += 1 }
      }
    }
    #expect(saturated > 0)
    // Its quantizers say how wide all codes are.
    for change in [\QuantizationOptions.outputBits, \.partFractionBits, \.activationBits] {
      #expect(throws: QuantizationError.self) {
        try QuantizedNetworkTests.quantized(network, rows) { $0[keyPath: change] = 4 }
      }
    }
  }
}
