import LNQData
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Neurons that become tables")
struct NeuronLayerTests {
  private func outputs(_ layer: NeuronLayer, of features: [Float]) throws -> [Double] {
    let count = features.count / layer.shape.inputCount
    let network = try Network(name: "one", layers: [.neurons(layer)])
    let executor = NetworkExecutor<Double>(network, batchSize: count)
    let rows = LabelledRows(
      featureCount: layer.shape.inputCount, features: features, labels: Array(repeating: 0, count: count))
    try executor.load(rows, at: 0..<Int32(count))
    _ = executor.evaluationPass(count: count)
    return executor.outputs(ofLayer: 0, count: count)
  }

  @Test("compute polynomials with the constant first and the first input's powers in blocks")
  func polynomial() throws {
    let shape = NeuronShape(inputCount: 3, outputCount: 2, fanIn: 2, function: .polynomial(degree: 2))
    let layer = NeuronLayer(
      shape: shape, connections: [[0, 2], [1, 2]], weight: [1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 1, 0])
    #expect(layer.parameters(ofSubNeuron: 1) == [0, 0, 0, 0, 1, 0])
    // x0 = 2, x2 = 3: 1 + 2·3 + 3·9 + 4·2 + 5·6 + 6·4
    #expect(try outputs(layer, of: [2, 7, 3]) == [96, 21])
  }

  @Test("compute sub-networks with ReLU between layers and stages, and shortcuts")
  func network() throws {
    let shape = NeuronShape(
      inputCount: 1, outputCount: 1, fanIn: 1, function: .network(hidden: 1, depth: 4, skip: 2))
    // Stage 1: relu(2x + 1) · 3 − 4 + (5x − 6); stage 2 of z = relu(it): relu(−z + 1) · 2 + 0.5 + (z + 3).
    let layer = NeuronLayer(
      shape: shape, connections: [[0]], weight: [2, 1, 3, -4, 5, -6, -1, 1, 2, 0.5, 1, 3])
    #expect(try outputs(layer, of: [1, -1]) == [4 + 3.5 - 0, 5.5])
  }

  @Test("add the quantized values of sub-neurons")
  func adders() throws {
    let shape = NeuronShape(inputCount: 2, outputCount: 1, fanIn: 1, function: .linear, adders: 2, adderBits: 3)
    let layer = NeuronLayer(shape: shape, connections: [[0], [1]], weight: [1, 0.1, 10, 0], adderLog2Scale: -1)
    // 1.3 is 2.8 halves, code 3; 10 saturates at 3 halves, −10 at −4; −0.75 + 0.1 is −1.3 halves.
    #expect(try outputs(layer, of: [1.3, 1, -0.75, -1]) == [3, -2.5])
    #expect(layer.shape.parameterCount == 5)
  }

  @Test(
    "begin with a variance of about 1",
    arguments: [
      "Linear(64, 400, fan_in=3, degree=2)", "Linear(64, 400, fan_in=6, degree=1, adders=2)",
      "Linear(64, 400, fan_in=6, hidden=8, depth=4)", "Linear(64, 400, fan_in=6, hidden=8, depth=4, skip=2)",
    ])
  func variance(text: String) throws {
    let model = try ModelDescription(name: "mine", text: text)
    guard let layer = NeuronLayer(Network(model, seed: 4), at: Network(model, seed: 4).places[0]) else {
      return #expect(Bool(false))
    }
    let shape = layer.shape
    let sums = NeuronShape(
      inputCount: 64, outputCount: shape.subNeuronCount, fanIn: shape.fanIn, function: shape.function)
    let plain = NeuronLayer(shape: sums, connections: layer.connections, weight: layer.weight)
    // ±1: every monomial has the mean square 1.
    var generator = SampleSigns(state: 9)
    let values = try outputs(plain, of: (0..<64 * 64).map { _ in generator.next() })
    let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    #expect(square > 0.6 && square < 1.7, "mean square \(square)")
  }

  private struct SampleSigns {
    var state: UInt64
    mutating func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 63 == 0 ? 1 : -1
    }
  }
}
