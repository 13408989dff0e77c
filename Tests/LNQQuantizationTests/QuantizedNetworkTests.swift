import LNQData
import LNQFixedPoint
import LNQQuantization
import LNQTables
import LNQTestSupport
import LNQTraining
import Testing

@Suite("QuantizedNetwork")
struct QuantizedNetworkTests {
  static func quantized(
    _ network: Network, _ rows: LabelledRows, _ change: (inout QuantizationOptions) -> Void = { _ in }
  ) throws -> QuantizedNetwork {
    var options = QuantizationOptions()
    change(&options)
    return try QuantizedNetwork(
      quantizing: network, calibration: rows, featureNames: (0..<network.inputCount).map { "x\($0)" },
      classNames: (0..<network.outputCount).map { "class \($0)" }, options: options)
  }

  static func rowsOfCodes(_ network: QuantizedNetwork, _ rows: LabelledRows) throws -> [[Int]] {
    let codes = try network.inputEncoder.codes(of: rows.features)
    let width = network.inputs.count
    return stride(from: 0, to: codes.count, by: width).map { Array(codes[$0..<$0 + width]) }
  }

  @Test(
    "comes close to the float network when it has many bits",
    arguments: [FloatNetworkGenerator.Kind.dense, .residual, .convolutional], Seeds.upTo(10))
  func closeToFloat(kind: FloatNetworkGenerator.Kind, seed: UInt64) throws {
    var generator = FloatNetworkGenerator(seed: seed)
    let network = try generator.network(kind)
    let rows = generator.rows(60, for: network)
    let quantized = try Self.quantized(network, rows) {
      ($0.inputBits, $0.activationBits, $0.outputBits) = (12, 12, 14)
      ($0.partFractionBits, $0.tableLimit, $0.partialBits) = (6, 12, 12)
    }
    let logits = try network.logits(of: rows)
    let scale = quantized.layers.last?.neurons.first?.output.quantizer
    for (row, codes) in try Self.rowsOfCodes(quantized, rows).enumerated() {
      let signals = try quantized.signalCodes(for: codes)
      for (output, signal) in quantized.outputs.enumerated() {
        let value = try #require(scale).value(of: signals[signal])
        let logit = Double(logits[row * network.outputCount + output])
        // 12 bits of values up to about 5, through up to three layers of at most six weights near 1.
        #expect(abs(value - logit) < 0.05 * max(1, abs(logit)), "row \(row), output \(output)")
      }
    }
  }

  @Test("layers have options of their own: they are split, and their codes are narrower", arguments: 1...5)
  func layers(seed: UInt64) throws {
    var generator = FloatNetworkGenerator(seed: seed)
    let network = try generator.network(.dense)
    let rows = generator.rows(100, for: network)
    let plain = try Self.quantized(network, rows) { ($0.inputBits, $0.activationBits, $0.tableLimit) = (3, 3, 20) }
    #expect(plain.layers.allSatisfy { $0.neurons.allSatisfy { $0.parts.count == 1 } })
    for index in plain.layers.indices {
      let changed = try Self.quantized(network, rows) {
        ($0.inputBits, $0.activationBits, $0.tableLimit, $0.partialBits) = (3, 3, 20, 3)
        var layers = Array(repeating: QuantizationOptions.LayerOptions(), count: plain.layers.count)
        (layers[index].partFractionBits, layers[index].codeBits) = (1, 2)
        $0.layers = layers
      }
      for (other, layer) in changed.layers.enumerated() {
        for (neuron, before) in zip(layer.neurons, plain.layers[other].neurons) {
          let isChanged = other == index
          #expect((neuron.parts.count > 1) == (isChanged && before.parts[0].terms.count > 1))
          if neuron.parts.count > 1 { #expect(neuron.requantization?.shift == 1) }
          #expect(neuron.output.format.width == (isChanged ? 2 : before.output.format.width))
        }
      }
      let tables = try TableNetwork(tabulating: changed)
      for codes in try Self.rowsOfCodes(changed, rows) {
        #expect(try tables.signalCodes(for: codes) == changed.signalCodes(for: codes))
      }
    }
  }

  @Test("equals its tables for every sample", arguments: FloatNetworkGenerator.Kind.allCases, Seeds.upTo(15))
  func equalsTables(kind: FloatNetworkGenerator.Kind, seed: UInt64) throws {
    var generator = FloatNetworkGenerator(seed: seed)
    let network = try generator.network(kind)
    let rows = generator.rows(150, for: network)
    for (bits, limit, partial) in [(3, 12, 6), (2, 3, 2), (4, 4, 6), (5, 12, 6), (1, 2, 1)] {
      var options = QuantizationOptions()
      (options.inputBits, options.activationBits, options.outputBits) = (bits, bits, bits)
      (options.tableLimit, options.partialBits) = (limit, partial)
      let quantized = try QuantizedNetwork(quantizing: network, rows: rows, applicable: options)
      let tables = try TableNetwork(tabulating: quantized)
      for codes in try Self.rowsOfCodes(quantized, rows) {
        #expect(try quantized.signalCodes(for: codes) == tables.signalCodes(for: codes))
      }
    }
  }

  @Test("equals its tables for every input there is, when they are few")
  func exhaustive() throws {
    var generator = FloatNetworkGenerator(seed: 77)
    let network = try Network(
      name: "two", layers: [.batchNorm1d(generator.batchNorm(2)), .relu, .linear(generator.linear(2, 3)), .relu])
    let rows = generator.rows(100, for: network)
    for limit in [4, 8] {
      let quantized = try Self.quantized(network, rows) { ($0.inputBits, $0.tableLimit) = (4, limit) }
      #expect(quantized.layers[0].neurons[0].parts.count == (limit == 4 ? 2 : 1))
      let tables = try TableNetwork(tabulating: quantized)
      for a in -8...7 {
        for b in -8...7 {
          #expect(try quantized.signalCodes(for: [a, b]) == tables.signalCodes(for: [a, b]))
        }
      }
    }
  }

  @Test("folds BatchNorm after a Linear and makes BatchNorm and ReLU before it functions of one input")
  func blocks() throws {
    var generator = FloatNetworkGenerator(seed: 4)
    let network = try Network(
      name: "blocks",
      layers: [
        .batchNorm1d(generator.batchNorm(3)), .relu, .linear(generator.linear(3, 4)),
        .batchNorm1d(generator.batchNorm(4)), .relu, .dropout(probability: 0.5),
        .linear(generator.linear(4, 4)), .linear(generator.linear(4, 2)), .relu, .batchNorm1d(generator.batchNorm(2)),
      ])
    let quantized = try Self.quantized(network, generator.rows(50, for: network))
    #expect(
      quantized.layers.map(\.origin) == [
        "BatchNorm1d(3), ReLU(), \(network.layers[2]), BatchNorm1d(4), ReLU()",
        "\(network.layers[6])", "\(network.layers[7]), ReLU()", "BatchNorm1d(2)",
      ])
    let signed = quantized.layers.map { $0.neurons[0].output.format.isSigned }
    #expect(signed == [false, true, false, true])
    #expect(quantized.layers[3].neurons.allSatisfy { $0.parts.count == 1 && $0.parts[0].terms.count == 1 })
    #expect(quantized.layers[0].neurons[0].parts.flatMap(\.terms).allSatisfy { $0.summands[0].activation.count == 2 })
  }

  @Test("gives a sign to the codes of features that are ever negative, and to no others")
  func signs() throws {
    var generator = FloatNetworkGenerator(seed: 12)
    let network = try Network(name: "signs", layers: [.linear(generator.linear(3, 2))])
    let rows = LabelledRows(featureCount: 3, features: [0, -1, 0, 1, 2, 0], labels: [0, 1])
    let quantized = try Self.quantized(network, rows)
    #expect(quantized.inputs.map(\.format.isSigned) == [false, true, false])
  }

  @Test("keeps the inputs of a fan-in mask and no others")
  func fanIn() throws {
    var generator = FloatNetworkGenerator(seed: 9)
    let linear = generator.linear(6, 5, fanIn: 2)
    let network = try Network(name: "sparse", layers: [.linear(linear)])
    let quantized = try Self.quantized(network, generator.rows(50, for: network)) { $0.inputBits = 3 }
    for (neuron, inputs) in zip(quantized.layers[0].neurons, try #require(linear.connections)) {
      #expect(neuron.parts.flatMap { $0.terms.map(\.signal) } == inputs)
      #expect(neuron.requantization == nil)
    }
  }

  @Test("permutes with its inputs")
  func permutation() throws {
    var generator = FloatNetworkGenerator(seed: 21)
    let (norm, linear) = (generator.batchNorm(3), generator.linear(3, 2))
    let order = [2, 0, 1]
    func pick(_ values: [Float]) -> [Float] { order.map { values[$0] } }
    let permutedNorm = BatchNorm1d(
      weight: pick(norm.weight), bias: pick(norm.bias), runningMean: pick(norm.runningMean),
      runningVariance: pick(norm.runningVariance))
    let permutedLinear = Linear(
      inputCount: 3, outputCount: 2, weight: pick(Array(linear.weight[..<3])) + pick(Array(linear.weight[3...])),
      bias: linear.bias)
    let straight = try Network(name: "straight", layers: [.batchNorm1d(norm), .linear(linear)])
    let permuted = try Network(name: "permuted", layers: [.batchNorm1d(permutedNorm), .linear(permutedLinear)])
    let rows = generator.rows(80, for: straight)
    let permutedRows = LabelledRows(
      featureCount: 3,
      features: stride(from: 0, to: rows.features.count, by: 3).flatMap { pick(Array(rows.features[$0..<$0 + 3])) },
      labels: rows.labels)
    // One part for each input: the sum of parts is exact, so the order cannot matter.
    let a = try Self.quantized(straight, rows) { ($0.inputBits, $0.partialBits) = (8, 1) }
    let b = try Self.quantized(permuted, permutedRows) { ($0.inputBits, $0.partialBits) = (8, 1) }
    for (codes, permutedCodes) in zip(try Self.rowsOfCodes(a, rows), try Self.rowsOfCodes(b, permutedRows)) {
      let (left, right) = (try a.signalCodes(for: codes), try b.signalCodes(for: permutedCodes))
      // The bias sits in the first part, where it is rounded together with another input: one step of a part at most.
      #expect(zip(left[3...], right[3...]).allSatisfy { abs($0 - $1) <= 1 })
    }
  }

  @Test("refuses options outside of their ranges, by name")
  func options() throws {
    var generator = FloatNetworkGenerator(seed: 2)
    let network = try Network(name: "n", layers: [.linear(generator.linear(2, 2))])
    let rows = generator.rows(10, for: network)
    func sentence(_ change: (inout QuantizationOptions) -> Void) -> String? {
      #expect(throws: QuantizationError.self) { try Self.quantized(network, rows, change) }?.description
    }
    #expect(sentence { $0.inputBits = 0 } == "--input-bits 0: choose 1 to 20")
    #expect(sentence { $0.activationBits = 33 } == "--activation-bits 33: choose 1 to 20")
    #expect(sentence { $0.outputBits = -1 } == "--output-bits -1: choose 1 to 32")
    #expect(sentence { $0.partFractionBits = 32 } == "--part-fraction-bits 32: choose 0 to 31")
    #expect(sentence { $0.partialBits = 0 } == "--partial-bits 0: choose 1 to 20")
    #expect(sentence { $0.tableLimit = 21 } == "--table-limit 21: choose 1 to 20")
  }

  @Test("refuses a table above the limit and says which options help")
  func tableLimit() throws {
    var generator = FloatNetworkGenerator(seed: 2)
    let network = try Network(
      name: "n", layers: [.linear(generator.linear(3, 4)), .relu, .linear(generator.linear(4, 2))])
    let rows = generator.rows(10, for: network)
    func sentence(_ change: (inout QuantizationOptions) -> Void) -> String? {
      #expect(throws: QuantizationError.self) { try Self.quantized(network, rows, change) }?.description
    }
    #expect(
      sentence { $0.inputBits = 16 }
        == "layer1, neuron 0: its input x0 has 16 bits, which takes a table of 2^16 rows, and the limit is 2^12: "
        + "use fewer bits (--input-bits 12) or a higher limit (--table-limit 16)")
    #expect(
      sentence { $0.activationBits = 20 }?
        .hasSuffix("use fewer bits (--activation-bits 12) or a higher limit (--table-limit 20)") == true)
  }

  @Test("refuses networks and rows that do not fit")
  func mismatches() throws {
    var generator = FloatNetworkGenerator(seed: 2)
    let network = try Network(name: "n", layers: [.linear(generator.linear(2, 2))])
    let rows = generator.rows(10, for: network)
    let none = LabelledRows(featureCount: 2, features: [], labels: [])
    let wide = LabelledRows(featureCount: 3, features: [1, 2, 3], labels: [0])
    #expect(throws: QuantizationError.noCalibrationRows) { try Self.quantized(network, none) }
    #expect(throws: QuantizationError.features(expected: 2, got: 3)) { try Self.quantized(network, wide) }
    #expect(throws: QuantizationError.names("feature", expected: 2, got: 1)) {
      try QuantizedNetwork(quantizing: network, calibration: rows, featureNames: ["a"], classNames: [])
    }
    #expect(throws: QuantizationError.names("class", expected: 2, got: 3)) {
      try QuantizedNetwork(
        quantizing: network, calibration: rows, featureNames: ["a", "b"], classNames: ["1", "2", "3"])
    }
    #expect(QuantizationError.names("class", expected: 2, got: 3).description == "3 class names for 2 outputs")
    let diverged = try Network(
      name: "n", layers: [.linear(Linear(inputCount: 2, outputCount: 1, weight: [.nan, 1], bias: nil))])
    #expect(throws: QuantizationError.notFinite("a weight of layer1, neuron 0")) { try Self.quantized(diverged, rows) }
  }

  @Test("refuses sums of more than 32 bits")
  func wideSums() throws {
    let network = try Network(
      name: "n",
      layers: [.linear(Linear(inputCount: 2, outputCount: 1, weight: [1, 1e7], bias: nil))])
    let rows = LabelledRows(featureCount: 2, features: [1, 1e-7, -1, -1e-7, 0.5, 1e-7], labels: [0, 0, 0])
    let error = #expect(throws: QuantizationError.self) {
      try Self.quantized(network, rows) {
        ($0.inputBits, $0.outputBits, $0.partFractionBits, $0.tableLimit) = (8, 16, 31, 8)
      }
    }
    #expect(error == .sumTooWide(neuron: "layer1, neuron 0", .partFractionBits(31)))
    #expect(
      error?.description == "layer1, neuron 0: its parts are added, and their sum needs more than 32 bits: "
        + "leave --part-fraction-bits 31 out, and as many are used as fit")
    #expect(throws: Never.self) {
      try Self.quantized(network, rows) { ($0.inputBits, $0.outputBits, $0.tableLimit) = (8, 16, 8) }
    }
  }

  @Test("the bits that are named where a sum is refused are not refused", arguments: [32, 31, 30, 28, 20], [1, 16])
  func remedies(bits: Int, features: Int) throws {
    var generator = FloatNetworkGenerator(seed: 3)
    let network = try Network(
      name: "n", layers: [.linear(generator.linear(features, 4)), .relu, .linear(generator.linear(4, 3))])
    let rows = generator.rows(50, for: network)
    // All of these are more bits than activations have: one of them will do.
    let paths = [\QuantizationOptions.outputBits] + (bits == 32 ? [\.activationBits] : [])
    for path in paths {
      var options = QuantizationOptions()
      options.tableLimit = path == \.outputBits ? 8 : 20
      let bits = path == \.outputBits ? bits : min(bits, QuantizationOptions.codeBitCounts.upperBound)
      options[keyPath: path] = bits
      do {
        _ = try Self.quantized(network, rows) { $0 = options }
      } catch QuantizationError.sumTooWide(_, .outputBits(let fewer)) {
        #expect(fewer < bits)
        options.outputBits = fewer
        _ = try Self.quantized(network, rows) { $0 = options }
      } catch QuantizationError.sumTooWide(_, .activationBits(let fewer)) {
        #expect(fewer < bits)
        options.activationBits = fewer
        _ = try Self.quantized(network, rows) { $0 = options }
      } catch QuantizationError.tableTooLarge {
        #expect(path == \.activationBits)
      }
    }
  }

  @Test("a weight that no format can follow needs another training")
  func hugeWeight() throws {
    let network = try Network(
      name: "n", layers: [.linear(Linear(inputCount: 2, outputCount: 1, weight: [1, 1e30], bias: nil))])
    let rows = LabelledRows(featureCount: 2, features: [1, 0, -1, 0, 0.5, 0], labels: [0, 0, 0])
    for shift in [nil, 0] {
      #expect(throws: QuantizationError.sumTooWide(neuron: "layer1, neuron 0", .training)) {
        try Self.quantized(network, rows) { ($0.partFractionBits, $0.tableLimit) = (shift, 8) }
      }
    }
  }
}
