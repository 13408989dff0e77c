import Foundation
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

  @Test("have the class of every row in common with their codes", arguments: Seeds.upTo(60))
  func agreement(seed: UInt64) throws { try expectAgreement(of: .quantized, seed: seed) }

  /// Expects the same classes of a network and of its codes, and returns both.
  @discardableResult
  private func expectAgreement(
    of kind: FloatNetworkGenerator.Kind, seed: UInt64
  ) throws -> (network: Network, quantized: QuantizedNetwork, rows: LabelledRows) {
    var generator = FloatNetworkGenerator(seed: seed)
    let network = try generator.network(kind)
    let rows = generator.rows(300, for: network)
    let quantized = try QuantizedNetworkTests.quantized(network, rows)
    let (float, codes) = try classes(network, quantized, rows)
    #expect(float == codes)
    return (network, quantized, rows)
  }

  @Test("have it too where each feature has learned its width", arguments: Seeds.upTo(40))
  func learnedWidths(seed: UInt64) throws {
    let (network, quantized, rows) = try expectAgreement(of: .learned, seed: seed)
    // Widths stand in the formats; what has none is never read.
    let tables = try TableNetwork(tabulating: quantized)
    let encoder = try #require(ActivationQuantizer(network, at: network.places[1]))
    for (input, channel) in encoder.channels(count: network.inputCount).enumerated() {
      #expect(tables.inputs[input].format.width == max(1, channel.width))
      let isRead = tables.layers.flatMap(\.neurons).flatMap(\.lookups).contains { $0.inputs.contains(input) }
      #expect(channel.width > 0 || !isRead, "input \(input)")
    }
    for codes in try QuantizedNetworkTests.rowsOfCodes(quantized, rows).prefix(40) {
      #expect(try tables.signalCodes(for: codes) == quantized.signalCodes(for: codes))
    }
  }

  @Test("whose additive layers have learned widths equal their tables, 0 bits among them", arguments: 1...4)
  func learnedSums(seed: UInt64) throws {
    let text = """
      QuantIdentity(bits='learned', max_bits=4, features=6, max=2.0), KANLinear(6, 5, grid=3, bits='learned', domain=2.0, max=2.0)
      KANLinear(5, 3, grid=3, bits='learned', domain=2.0, max=4.0)
      """
    let model = try ModelDescription(name: "mine", text: text)
    let start = Network(model, seed: seed)
    let network = Network(model) { place in
      var numbers = start.numbers(at: place)
      // 0, 1, 2, 3 and 4 bits.
      let bits = numbers.values.count - 1
      numbers.values[bits] = numbers.values[bits].indices.map { Float(($0 + Int(seed)) % 5) }
      return numbers
    }
    var generator = FloatNetworkGenerator(seed: seed)
    let rows = generator.rows(200, for: network)
    let quantized = try QuantizedNetworkTests.quantized(network, rows)
    let (float, codes) = try classes(network, quantized, rows)
    #expect(zip(float, codes).count { $0 != $1 } <= 1)
    let tables = try TableNetwork(tabulating: quantized)
    #expect(Set(tables.inputs.map(\.format.width)) == [1, 2, 3, 4])
    for codes in try QuantizedNetworkTests.rowsOfCodes(quantized, rows).prefix(40) {
      #expect(try tables.signalCodes(for: codes) == quantized.signalCodes(for: codes))
    }
  }

  private func quantized(
    _ layers: [NumberedLayer], _ change: (inout QuantizationOptions) -> Void = { _ in }
  ) throws -> QuantizedNetwork {
    let network = try Network(name: "own", layers: layers)
    var generator = FloatNetworkGenerator(seed: 1)
    return try QuantizedNetworkTests.quantized(network, generator.rows(60, for: network), change)
  }

  private func quantizer(
    _ kind: QuantizerSettings.Kind, bits: Int, log2Scale: Float = -1, signed: Bool = true
  ) -> NumberedLayer {
    .quantizer(ActivationQuantizer(QuantizerSettings(kind, bits: bits, signed: signed), log2Scale: log2Scale))
  }

  private func linear(_ inputs: Int, _ outputs: Int, fanIn: Int? = nil) -> NumberedLayer {
    var generator = FloatNetworkGenerator(seed: 6)
    return .linear(generator.linear(inputs, outputs, fanIn: fanIn))
  }

  @Test("Sums of weights that are codes are exact, and their halves go to even, however wide they are")
  func exactSums() throws {
    // Eight inputs of 4 bits are more than one table; sums are multiples of 1/16, a step is 1/2: many are ties.
    let weights = (0..<24).map { Float($0 * 7 % 11 - 5) / 4 }
    let network = try Network(
      name: "own",
      layers: [
        quantizer(.identity, bits: 4, log2Scale: -2),
        .linear(Linear(inputCount: 8, outputCount: 3, weight: weights, bias: [0.5, -1.25, 0])),
        quantizer(.identity, bits: 5, log2Scale: -1),
      ])
    var generator = FloatNetworkGenerator(seed: 3)
    let rows = generator.rows(400, for: network)
    let quantized = try QuantizedNetworkTests.quantized(network, rows)
    #expect(quantized.layers.map(\.name) == ["layer1_sums", "layer1"])
    let logits = try network.logits(of: rows)
    for (row, codes) in try QuantizedNetworkTests.rowsOfCodes(quantized, rows).enumerated() {
      let signals = try quantized.signalCodes(for: codes)
      #expect(quantized.outputs.map { Float(signals[$0]) / 2 } == Array(logits[row * 3..<row * 3 + 3]))
    }
    // A weight that is no multiple: parts that are rounded, as before.
    let other = try Network(
      name: "own",
      layers: [
        quantizer(.identity, bits: 4, log2Scale: -2),
        .linear(Linear(inputCount: 8, outputCount: 3, weight: weights.dropLast() + [0.12345], bias: nil)),
        quantizer(.identity, bits: 5, log2Scale: -1),
      ])
    #expect(try QuantizedNetworkTests.quantized(other, rows).layers.map(\.name) == ["layer1"])
  }

  @Test("A Linear whose outputs are single inputs costs no table")
  func selection() throws {
    let network = try quantized([
      quantizer(.identity, bits: 3),
      .linear(
        Linear(
          inputCount: 3, outputCount: 3, weight: [0, 0, 1, 1, 0, 0, 0, 1, 0], bias: nil, connections: [[2], [0], [1]])),
      linear(3, 2),
    ])
    #expect(network.layers.count == 1)
    #expect(network.layers[0].neurons[0].parts.flatMap { $0.terms.map(\.signal) } == [2, 0, 1])
  }

  @Test("a BatchNorm before the first quantizer belongs to the input encoder")
  func encoder() throws {
    let norm = BatchNorm1d(
      weight: [3, 1], bias: [1, 0], runningMean: [0.5, 0], runningVariance: [4, 1], epsilon: 0)
    let network = try quantized([.batchNorm1d(norm), quantizer(.hardTanh, bits: 3), linear(2, 2)])
    // (x − 0.5) / 2 · 3 + 1, in steps of a half.
    #expect(network.encodings == [FeatureEncoding(feature: 0, scale: 1.5, offset: 0.25), FeatureEncoding(feature: 1)])
    #expect(network.inputs.map(\.format.description) == ["s3.1", "s3.1"])
    #expect(network.inputs.map(\.quantizer.scale) == [0.5, 0.5])
    #expect(try network.inputEncoder.codes(of: [0.5, 0.25, -9, 9]) == [2, 0, -4, 3])
    #expect(network.layers.count == 1)
    let tables = try TableNetwork(tabulating: network)
    #expect(tables.encodings == network.encodings)
    #expect(tables.inputEncoder == network.inputEncoder)
  }

  @Test("a ReLU before a quantizer is the saturation of unsigned codes with one bit fewer")
  func rectified() throws {
    let network = try quantized([
      .relu, quantizer(.identity, bits: 3), linear(2, 2), .relu, quantizer(.hardTanh, bits: 4, log2Scale: 0.3),
    ])
    #expect(network.inputs.map(\.format.description) == ["u2.1", "u2.1"])
    #expect(network.layers[0].neurons.map(\.output.format.description) == ["u3.0", "u3.0"])
    #expect(
      network.layers[0].neurons.map(\.output.quantizer.scale) == Array(repeating: exp2(Double(Float(0.3))), count: 2))
    // One signed bit after a ReLU is always 0: that takes a function of one input.
    let constant = try quantized([linear(2, 2), .relu, quantizer(.identity, bits: 1)])
    #expect(constant.layers.count == 2)
    let tables = try TableNetwork(tabulating: constant)
    #expect(
      tables.layers[1].neurons.allSatisfy { $0.lookups[0].inputs.isEmpty && tables.tables[$0.lookups[0].table][0] == 0 }
    )
  }

  @Test("a feature has an input for each quantizer that reads it, and one for equal quantizers")
  func inputs() throws {
    let network = try quantized([
      .ensemble([
        [quantizer(.hardTanh, bits: 2), linear(2, 2)], [quantizer(.hardTanh, bits: 3), linear(2, 2)],
        [quantizer(.hardTanh, bits: 2), linear(2, 2)],
      ])
    ])
    #expect(network.inputs.map(\.name) == ["x0", "x1", "x0 (2)", "x1 (2)"])
    #expect(network.encodings.map(\.feature) == [0, 1, 0, 1])
    #expect(network.inputEncoder.featureCount == 2)
    #expect(network.layers.count == 1)
    #expect(network.layers[0].neurons[0].parts.flatMap { $0.terms.map(\.signal) } == [0, 1, 2, 3])
    #expect(network.layers[0].origin.contains("ensemble sum (others: "))
  }

  @Test("sub-neurons become parts whose codes are added exactly, and what follows a function of one input")
  func adders() throws {
    var generator = FloatNetworkGenerator(seed: 4)
    let shape = NeuronShape(
      inputCount: 4, outputCount: 3, fanIn: 2, function: .polynomial(degree: 2), adders: 3, adderBits: 4)
    let network = try quantized([
      quantizer(.hardTanh, bits: 2), .neurons(generator.neurons(shape)), .batchNorm1d(generator.batchNorm(3)),
      quantizer(.relu, bits: 2),
    ])
    #expect(network.layers.map(\.neurons.count) == [3, 3])
    let sum = network.layers[0].neurons[1]
    #expect(sum.parts.count == 3 && sum.requantization?.shift == 0)
    #expect(sum.parts.allSatisfy { $0.quantizer.format.width == 4 && $0.quantizer.format.isSigned })
    #expect(sum.output.format.codes == -32...31 && sum.output.quantizer.scale == sum.parts[0].quantizer.scale)
    #expect(network.layers[1].neurons[2].parts[0].terms.map(\.signal) == [6])
  }

  @Test("neurons with a fan-in are one table up to 20 bits, dense ones and those of an explicit limit are assembled")
  func limits() throws {
    func parts(_ fanIn: Int?, _ limit: Int? = nil) throws -> Int {
      try quantized([quantizer(.hardTanh, bits: 3), linear(5, 2, fanIn: fanIn), quantizer(.relu, bits: 2)]) {
        $0.tableLimit = limit
      }.layers[0].neurons[0].parts.count
    }
    #expect(try parts(5) == 1)
    #expect(try parts(5, 12) == 3)
    #expect(try parts(nil) == 3)
    #expect(try parts(4) == 1)
  }

  @Test("assembled neurons keep so many bits that nearly every class stays", arguments: Seeds.upTo(4))
  func dense(seed: UInt64) throws {
    var generator = FloatNetworkGenerator(seed: seed)
    func norm(_ count: Int) -> NumberedLayer { .batchNorm1d(generator.batchNorm(count)) }
    let network = try Network(
      name: "dense",
      layers: [
        norm(16), quantizer(.hardTanh, bits: 4, log2Scale: -2), .linear(generator.linear(16, 32)), norm(32),
        quantizer(.relu, bits: 3, log2Scale: -1.2), .linear(generator.linear(32, 5)), norm(5),
        quantizer(.hardTanh, bits: 6, log2Scale: -3.3),
      ])
    let rows = generator.rows(2000, for: network)
    let quantized = try QuantizedNetworkTests.quantized(network, rows)
    let (float, codes) = try classes(network, quantized, rows)
    let share = Double(zip(float, codes).count { $0 == $1 }) / 2000
    #expect(share >= 0.999, "\(share)")
  }

  @Test("options that would change nothing are refused")
  func options() throws {
    let layers = [quantizer(.hardTanh, bits: 3), linear(4, 2, fanIn: 2), quantizer(.relu, bits: 2)]
    func sentence(_ change: (inout QuantizationOptions) -> Void) -> String? {
      #expect(throws: QuantizationError.self) { try quantized(layers, change) }?.description
    }
    let end = "; leave it out, or change the model and train it again"
    #expect(
      sentence { $0.inputBits = 4 }
        == "--input-bits 4 would change nothing: the network's own quantizer sets the bits of its inputs" + end)
    #expect(
      sentence { $0.activationBits = 5 }
        == "--activation-bits 5 would change nothing: the network's own quantizers set the bits of all activations"
        + end)
    #expect(
      sentence { $0.outputBits = 6 }
        == "--output-bits 6 would change nothing: the network's own quantizer sets the bits of its outputs" + end)
    let parts = "would change nothing: every neuron is one table, none has parts" + end
    #expect(sentence { $0.partFractionBits = 7 } == "--part-fraction-bits 7 " + parts)
    #expect(sentence { $0.partialBits = 8 } == "--partial-bits 8 " + parts)
    // Where there is no quantizer they have their use.
    let open = try quantized(Array(layers.dropLast())) { $0.outputBits = 9 }
    #expect(open.layers[0].neurons[0].output.format.width == 9)
    #expect(try quantized(Array(layers.dropLast())).layers[0].neurons[0].output.format.width == 12)
    #expect(try quantized(Array(layers.dropFirst())) { $0.inputBits = 5 }.inputs[0].format.width == 5)
  }

  @Test("functions whose table would be above the limit are refused with what would fit")
  func tooLarge() throws {
    var generator = FloatNetworkGenerator(seed: 4)
    let shape = NeuronShape(inputCount: 4, outputCount: 2, fanIn: 4, function: .polynomial(degree: 2))
    let layer = NumberedLayer.neurons(generator.neurons(shape))
    // A network whose quantizers have too many bits is refused before it is trained; here the options set them.
    func sentence(_ bits: Int, _ limit: Int?, own: Bool = false) -> String? {
      let first = own ? [quantizer(.hardTanh, bits: bits)] : []
      return #expect(throws: QuantizationError.self) {
        try quantized(first + [layer, quantizer(.relu, bits: 2)]) {
          if !own { $0.inputBits = bits }
          $0.tableLimit = limit
        }
      }?.description
    }
    #expect(
      sentence(6, nil)
        == "layer1, neuron 0 (\(layer.layer), QuantReLU(bits=2)): its 4 inputs have 24 bits, which takes a table of "
        + "2^24 rows, and the limit is 2^20: train it with fan_in=3 or with quantizers of bits=5 before it; no table has more"
    )
    #expect(sentence(4, 12, own: true)?.hasSuffix("bits=3 before it or a higher limit (--table-limit 16)") == true)
    #expect(
      sentence(4, 3, own: true)
        == "layer1, neuron 0: its input x0 has 4 bits, which takes a table of 2^4 rows, and the limit is 2^3: train it with a "
        + "quantizer of bits=3 there or a higher limit (--table-limit 4)")
  }

  @Test("parameters that are not finite are refused")
  func notFinite() throws {
    let shape = NeuronShape(inputCount: 2, outputCount: 1, fanIn: 2, function: .polynomial(degree: 1))
    let layer = NeuronLayer(shape: shape, connections: [[0, 1]], weight: [0, .nan, 0])
    #expect(throws: QuantizationError.notFinite("a weight of layer1, neuron 0")) {
      try quantized([quantizer(.hardTanh, bits: 2), .neurons(layer), quantizer(.relu, bits: 2)])
    }
  }
}
