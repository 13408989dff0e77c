import LNQData
import LNQRandom
import LNQTraining
import Testing

@Suite("Element-wise functions")
struct ElementwiseFunctionTests {
  /// What a layer gives for some numbers in evaluation, and in training the derivatives of Σ y that it passes on.
  private func outputs(_ call: String, of x: [Double]) throws -> [Double] {
    let model = try ModelDescription(name: "one", text: "Linear(1, 1, bias=False)\n\(call)")
    let network = Network(model, seed: 1)
    let executor = NetworkExecutor<Double>(network, batchSize: x.count)
    try executor.load(
      LabelledRows(featureCount: 1, features: x.map { Float($0) }, labels: x.map { _ in 0 }), at: 0..<Int32(x.count))
    executor.parameters[0] = 1
    _ = executor.evaluationPass(count: x.count)
    return executor.outputs(ofLayer: 1, count: x.count)
  }

  /// PyTorch's definitions by hand.
  private static let values: [(call: String, x: [Double], y: [Double])] = [
    ("ReLU()", [-2, 0, 3], [0, 0, 3]),
    ("Identity()", [-2, 0, 3.5], [-2, 0, 3.5]),
    ("LeakyReLU(negative_slope=0.25)", [-2, 0, 3], [-0.5, 0, 3]),
    ("Hardtanh()", [-3, -1, 0.5, 1, 2], [-1, -1, 0.5, 1, 1]),
    ("Hardtanh(-0.5, max_val=2)", [-3, 1.5, 2.5], [-0.5, 1.5, 2]),
    ("LeakyReLU()", [-1, 100], [-Double(Float(0.01)), 100]),
    (
      "Tanh()", [-2, 0, 0.25, 0.5, 1, 20],
      [-0.9640275800758169, 0, 0.24491866240370913, 0.46211715726000975, 0.7615941559557649, 1]
    ),
    (
      "Sigmoid()", [-30, -2, 0, 1, 40],
      [9.357622968839299e-14, 0.11920292202211755, 0.5, 0.7310585786300049, 1]
    ),
  ]

  @Test("have PyTorch's values", arguments: values)
  func definition(call: String, x: [Double], y: [Double]) throws {
    for (output, expected) in zip(try outputs(call, of: x), y) {
      #expect(abs(output - expected) <= 4e-15 * abs(expected), "\(call): \(output), not \(expected)")
    }
  }

  @Test(
    "keep NaN, so that a diverged run is noticed",
    arguments: ["ReLU()", "Identity()", "LeakyReLU()", "Tanh()", "Sigmoid()", "Hardtanh()"])
  func notANumber(call: String) throws {
    #expect(try outputs(call, of: [.nan])[0].isNaN)
  }

  @Test(
    "have a canonical form that reads back",
    arguments: [
      ("nn.LeakyReLU(0.01)", "LeakyReLU()"), ("LeakyReLU(0.2, inplace=True)", "LeakyReLU(negative_slope=0.2)"),
      ("LeakyReLU(negative_slope=-0.5)", "LeakyReLU(negative_slope=-0.5)"), ("nn.Identity()", "Identity()"),
      ("torch.nn.Tanh()", "Tanh()"), ("Sigmoid()", "Sigmoid()"), ("Hardtanh(-1, 1.0)", "Hardtanh()"),
      ("Hardtanh(min_val=0, max_val=6)", "Hardtanh(min_val=0.0, max_val=6.0)"), ("ReLU(5)", "ReLU()"),
    ])
  func notation(written: String, canonical: String) throws {
    let model = try ModelDescription(name: "mine", text: "Linear(3, 5)\n\(written)")
    #expect(model.description == "Linear(3, 5)\n\(canonical)\n")
    #expect(try ModelDescription(name: "mine", text: model.description) == model)
    #expect(Network(model, seed: 1).modelText == model.description)
    #expect(Network(model, seed: 1).stateDict.map(\.name) == ["seq_blocks.0.weight", "seq_blocks.0.bias"])
  }

  @Test(
    "refuse other arguments",
    arguments: [
      ("Tanh(1)", "Tanh(1) has 1 arguments without a keyword, but can have 0"),
      ("LeakyReLU(slope=1)", "LeakyReLU(slope=1) has no argument slope: it takes negative_slope, inplace"),
      ("Hardtanh(2)", "Hardtanh(2): max_val is 1.0, but has to be greater than min_val, 2.0"),
      ("LeakyReLU(True)", "LeakyReLU(True): negative_slope is True, but has to be a number"),
    ])
  func mistakes(call: String, sentence: String) {
    let error = #expect(throws: ModelError.self) {
      try ModelDescription(name: "mine", text: "Linear(3, 5)\n\(call)")
    }
    #expect(error?.description == "mine:2: \(sentence)")
  }

  @Test("train with OpenBLAS, and other executors leave them to it")
  func training() throws {
    let model = try ModelDescription(
      name: "mine", text: "Linear(4, 8)\nTanh()\nLinear(8, 8)\nLeakyReLU(0.1)\nLinear(8, 3)\nSigmoid()")
    let network = Network(model, seed: 1)
    #expect(RowExecutor(network, batchSize: 8) == nil)
    #expect(ColumnExecutor(network, batchSize: 8) == nil)
    let executor = network.executor(batchSize: 60)
    #expect(executor is NetworkExecutor<Float>)
    let rows = SampleRows.make(60, features: 4, classes: 3, seed: 2)
    try executor.load(rows, range: 0..<60)
    let before = executor.evaluationPass(count: 60).loss
    let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
    var generator = SplitMix64(seed: 1)
    for _ in 0..<200 {
      _ = executor.trainingPass(count: 60, dropout: &generator)
      optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: 0.01)
    }
    #expect(executor.evaluationPass(count: 60).loss < before - 0.1)
  }
}
