import LNQData
import LNQFixedPoint
import LNQQuantization
import LNQTables
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Convolutions and residual blocks in codes and tables")
struct BlockDivisionTests {
  private func quantized(
    _ layers: [NumberedLayer], rows seed: UInt64 = 1, _ change: (inout QuantizationOptions) -> Void = { _ in }
  ) throws -> QuantizedNetwork {
    let network = try Network(name: "blocks", layers: layers)
    var generator = FloatNetworkGenerator(seed: seed)
    return try QuantizedNetworkTests.quantized(network, generator.rows(80, for: network), change)
  }

  private func signals(_ neuron: QuantizedNetwork.Neuron) -> [Int] {
    neuron.parts.flatMap { $0.terms.map(\.signal) }
  }

  @Test("a skipped signal is one more term of the neuron where the body ends, and the ReLU after it a saturation")
  func skip() throws {
    var generator = FloatNetworkGenerator(seed: 3)
    let (first, second) = (generator.linear(3, 4), generator.linear(4, 4))
    let network = try quantized([
      .linear(first), .relu,
      .residual(body: [.linear(second), .batchNorm1d(generator.batchNorm(4)), .relu, .linear(second)]),
      .relu,
    ])
    #expect(network.layers.count == 3)
    // Inputs 0...2, first layer 3...6, body 7...10.
    for (index, neuron) in network.layers[2].neurons.enumerated() {
      #expect(signals(neuron) == [7, 8, 9, 10, 3 + index])
      #expect(neuron.parts.last?.terms.flatMap(\.summands).map(\.weight) == [1])
      #expect(neuron.parts.last?.terms.flatMap(\.summands).map(\.activation) == [[]])
      #expect(!neuron.output.format.isSigned)
    }
    let linear = "Linear(4, 4\(second.bias == nil ? ", bias=False" : ""))"
    #expect(
      network.layers.dropFirst().map(\.origin) == [
        "\(linear), BatchNorm1d(4), ReLU()", "\(linear), residual sum, ReLU()",
      ])
  }

  @Test("a body that ends in a ReLU is a signal of its own: the sum has two parts")
  func reluBody() throws {
    var generator = FloatNetworkGenerator(seed: 3)
    let network = try quantized([
      .linear(generator.linear(3, 2)), .relu, .residual(body: [.linear(generator.linear(2, 2)), .relu]),
    ]) { $0.tableLimit = 8 }
    #expect(network.layers.map(\.neurons.count) == [2, 2, 2])
    #expect(network.layers[2].neurons.map(signals) == [[5, 3], [6, 4]])
    #expect(network.layers[2].neurons.allSatisfy { $0.parts.count == 2 && $0.output.format.isSigned })
  }

  @Test("BatchNorm after the sum folds into all of its terms, the skipped one too")
  func foldedSum() throws {
    let norm = BatchNorm1d(
      weight: [3], bias: [1], runningMean: [0.5], runningVariance: [4], epsilon: 0)
    let half = Linear(inputCount: 1, outputCount: 1, weight: [0.25], bias: [2])
    let network = try quantized([
      .linear(Linear(inputCount: 1, outputCount: 1, weight: [1], bias: nil)), .relu,
      .residual(body: [.relu, .linear(half)]), .batchNorm1d(norm),
    ])
    // 1.5 (relu(x)/4 + x + 2 − 0.5) + 1
    let part = network.layers[1].neurons[0].parts[0]
    #expect(part.function == .sum(bias: 3.25))
    #expect(part.terms.count == 1)
    #expect(part.terms[0].summands.map(\.weight) == [0.375, 1.5])
    #expect(part.terms[0].summands.map(\.activation) == [[.relu], []])
    #expect(part.real([-2]) == 0.25)
    #expect(part.real([2]) == 7)
  }

  @Test("a signal that body and shortcut only weigh is one summand of both weights, and none when they cancel")
  func merged() throws {
    let linear = Linear(inputCount: 2, outputCount: 2, weight: [0.5, 0.25, 0, -1], bias: nil)
    let network = try quantized([.residual(body: [.linear(linear)])])
    #expect(
      network.layers[0].neurons.map { $0.parts.flatMap { $0.terms.map { "\($0.signal) \($0.summands[0].weight)" } } }
        == [["0 1.5", "1 0.25"], []])
  }

  @Test("BatchNorm before a residual block is a function of the inputs on both sides")
  func pendingNorm() throws {
    var generator = FloatNetworkGenerator(seed: 8)
    let network = try quantized([
      .batchNorm1d(generator.batchNorm(2)),
      .residual(body: [.linear(generator.linear(2, 3))], shortcut: [.relu, .linear(generator.linear(2, 3))]),
      .linear(generator.linear(3, 2)),
    ])
    #expect(network.layers.count == 2)
    for neuron in network.layers[0].neurons {
      #expect(signals(neuron) == [0, 1])
      #expect(neuron.parts.flatMap(\.terms).allSatisfy { $0.summands.map(\.activation.count) == [1, 2] })
    }
    #expect(network.layers[0].origin.contains("residual sum (shortcut: BatchNorm1d(2), ReLU(), Linear(2, 3"))
  }

  @Test("the positions of a channel share quantizers, and so they share tables")
  func sharedTables() throws {
    var generator = FloatNetworkGenerator(seed: 5)
    let stem = generator.conv1d(Conv1dGeometry(inputChannels: 1, outputChannels: 2, kernelSize: 3))
    let inner = generator.conv1d(Conv1dGeometry(inputChannels: 2, outputChannels: 2, kernelSize: 3, padding: 1))
    let network = try quantized([
      .unflatten(channels: 1, length: 8), .conv1d(stem), .batchNorm1d(generator.batchNorm(2)), .relu, .conv1d(inner),
      .relu, .flatten, .linear(generator.linear(12, 3)),
    ])
    #expect(network.layers.map(\.neurons.count) == [12, 12, 3])
    #expect(Set(network.inputs.map(\.quantizer)).count == 1)
    for layer in network.layers.dropLast() {
      for channel in 0..<2 {
        #expect(Set(layer.neurons[channel * 6..<channel * 6 + 6].map(\.output.quantizer)).count == 1)
      }
    }
    let tables = try TableNetwork(tabulating: network)
    // Without padding every position has the same three tables.
    for channel in 0..<2 {
      let lookups = tables.layers[0].neurons[channel * 6..<channel * 6 + 6].map { $0.lookups.map(\.table) }
      #expect(lookups.allSatisfy { $0.count == 3 && $0 == lookups[0] })
    }
    // With padding all positions but the first and the last.
    for channel in 0..<2 {
      let lookups = tables.layers[1].neurons[channel * 6..<channel * 6 + 6].map { $0.lookups.map(\.table) }
      #expect(lookups.map(\.count) == [4, 6, 6, 6, 6, 4])
      #expect(lookups[1...4].allSatisfy { $0 == lookups[1] })
    }
    // Six weights and a bias for each of two channels: the first position's first part is the only other table.
    #expect(tables.tables.count <= 2 * 3 + 2 * (6 + 1) + 3 * 12)
  }

  @Test("features that an Unflatten makes positions of a channel share a quantizer, unless a function stands between")
  func regrouped() throws {
    var generator = FloatNetworkGenerator(seed: 6)
    let (linear, conv) = (
      generator.linear(3, 6),
      generator.conv1d(Conv1dGeometry(inputChannels: 2, outputChannels: 1, kernelSize: 2))
    )
    let end: [NumberedLayer] = [
      .unflatten(channels: 2, length: 3), .conv1d(conv), .flatten, .linear(generator.linear(2, 2)),
    ]
    func scales(_ middle: [NumberedLayer]) throws -> [Double] {
      // Rows of very different sizes, so that neurons of their own choose scales of their own.
      let network = try Network(name: "regrouped", layers: [.linear(linear)] + middle + end)
      let rows = LabelledRows(
        featureCount: 3, features: (0..<90).map { Float($0 % 3 == 0 ? $0 : $0 % 7) },
        labels: Array(repeating: 0, count: 30))
      return try QuantizedNetworkTests.quantized(network, rows).layers[0].neurons.map(\.output.quantizer.scale)
    }
    let shared = try scales([.relu])
    #expect(Set(shared[..<3]).count == 1)
    #expect(Set(shared[3...]).count == 1)
    let own = try scales([.relu, .batchNorm1d(generator.batchNorm(6))])
    #expect(Set(own).count > 2)
  }

  @Test("jsc-rs1923 has the layers of its notation and shared tables")
  func builtIn() throws {
    let network = Network(try BuiltInModel.jscRS1923.modelDescription(), seed: 4)
    var generator = FloatNetworkGenerator(seed: 2)
    let quantized = try QuantizedNetworkTests.quantized(network, generator.rows(100, for: network))
    #expect(quantized.layers.map(\.neurons.count) == [32, 32, 32, 32, 32, 5])
    #expect(quantized.layers.map { $0.origin.contains("residual sum") } == [false, false, true, false, true, false])
    let tables = try TableNetwork(tabulating: quantized)
    #expect(tables.lookupCount == 2136)
    #expect(tables.tables.count < 700)
    let codes = try quantized.inputEncoder.codes(of: generator.rows(5, for: network).features)
    for row in 0..<5 {
      let inputs = Array(codes[row * 16..<row * 16 + 16])
      #expect(try quantized.signalCodes(for: inputs) == tables.signalCodes(for: inputs))
    }
  }
}
