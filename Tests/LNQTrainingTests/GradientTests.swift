import LNQData
import LNQRandom
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Gradients agree with finite differences in Double")
struct GradientTests {
  @Test(
    "of each layer, alone and behind others",
    arguments: [
      "Linear(6, 5)",
      "Linear(6, 5, bias=False)",
      "Linear(6, 5, fan_in=2)",
      "BatchNorm1d(5)",
      "BatchNorm1d(6, eps=0.01)\nLinear(6, 5)",
      "Linear(6, 5)\nBatchNorm1d(5)",
      "Linear(6, 5)\nReLU()",
      "Linear(6, 8)\nReLU()\nLinear(8, 5)",
      "Linear(6, 8, fan_in=3)\nBatchNorm1d(8)\nReLU()\nLinear(8, 5, fan_in=4)\nBatchNorm1d(5)",
      "Linear(6, 8)\nDropout(0.4)\nLinear(8, 5)",
      "Dropout(0.3)\nLinear(6, 5)",
      "Linear(6, 5)\nDropout(0.5)",
      "Linear(6, 8)\nTanh()\nLinear(8, 5)\nSigmoid()",
      "Linear(6, 8)\nHardtanh(-0.4, 0.3)\nLinear(8, 5)",
      "Linear(6, 8)\nLeakyReLU(0.3)\nLinear(8, 5)\nLeakyReLU()",
      "Linear(6, 8)\nIdentity()\nSigmoid()\nResidual(Linear(8, 8), Tanh())\nLinear(8, 5)",
      "Unflatten(1, (2, 3))\nConv1d(2, 3, 2)\nFlatten()\nLinear(6, 5)",
      "Unflatten(1, (1, 6))\nConv1d(1, 2, 3, stride=2, padding=2, bias=False)\nReLU()\nFlatten()\nLinear(8, 5)",
      "Unflatten(1, (2, 3))\nConv1d(2, 4, 2, padding=1, dilation=2, groups=2)\nFlatten()\nLinear(12, 5)",
      "Linear(6, 8)\nReLU()\nUnflatten(1, (4, 2))\nConv1d(4, 2, 1)\nBatchNorm1d(2)\nFlatten()\nLinear(4, 5)",
      "Linear(6, 8)\nUnflatten(1, (2, 4))\nBatchNorm1d(2)\nDropout(0.3)\nFlatten()\nLinear(8, 5)",
      "Residual(Linear(6, 6))\nLinear(6, 5)",
      "Linear(6, 5)\nResidual(BatchNorm1d(5), ReLU(), Linear(5, 5))\nReLU()",
      "Linear(6, 4)\nResidual(Linear(4, 5), ReLU(), shortcut=Sequential(Linear(4, 5, bias=False), BatchNorm1d(5)))",
      "Residual(Linear(6, 7), Residual(ReLU(), Dropout(0.2), Linear(7, 7)), Linear(7, 6))\nLinear(6, 5)",
      """
      Unflatten(1, (1, 6))
      Conv1d(1, 2, 3, padding=1)
      BatchNorm1d(2)
      ReLU()
      Residual(
        Conv1d(2, 4, 3, stride=2, padding=1), BatchNorm1d(4), ReLU(), Conv1d(4, 4, 3, padding=1), BatchNorm1d(4),
        shortcut=Sequential(Conv1d(2, 4, 1, stride=2), BatchNorm1d(4))
      )
      ReLU()
      Flatten()
      Linear(12, 5)
      """,
      "Linear(6, 5, fan_in=3, degree=2)",
      "BatchNorm1d(6)\nLinear(6, 4, fan_in=2, degree=4)\nBatchNorm1d(4)\nLinear(4, 5, fan_in=1, degree=3)",
      "Linear(6, 5, fan_in=3, hidden=4, depth=2)",
      "Linear(6, 5, fan_in=3, hidden=3, depth=3, skip=1)",
      "BatchNorm1d(6)\nLinear(6, 4, fan_in=2, hidden=3, depth=4, skip=2)\nLinear(4, 5, fan_in=3, hidden=2, depth=1)",
      "Ensemble(Sequential(Linear(6, 5)), Sequential(BatchNorm1d(6), Linear(6, 5, fan_in=2, degree=2)))",
      "Linear(6, 5)\nEnsemble(Sequential(ReLU()), Sequential(Linear(5, 5)), Sequential(BatchNorm1d(5)))",
      "BatchNorm1d(6)\nReLU()\nDropout(0.2)\nLinear(6, 7)\nBatchNorm1d(7)\nReLU()\nDropout(0.2)\nLinear(7, 5)\nReLU()",
    ])
  func layers(text: String) throws {
    try check(try ModelDescription(name: "checked", text: text), rowCount: 12, seed: 42)
  }

  @Test("of the loss alone, with 2 rows and with 2 classes", arguments: [2, 3])
  func smallBatches(rowCount: Int) throws {
    try check(try ModelDescription(name: "checked", text: "BatchNorm1d(2)\nLinear(2, 2)"), rowCount: rowCount, seed: 5)
  }

  @Test("of jsc-custom")
  func custom() throws {
    try check(try BuiltInModel.jscCustom.modelDescription(), rowCount: 8, seed: 9)
  }

  private func check(_ model: ModelDescription, rowCount: Int, seed: UInt64) throws {
    let network = randomized(Network(model, seed: seed), seed: seed)
    let rows = SampleRows.make(rowCount, features: model.inputCount, classes: model.outputCount, seed: seed)
    let executor = NetworkExecutor<Double>(network, batchSize: rowCount)
    try executor.load(rows, at: 0..<Int32(rowCount))
    let base = pass(executor, rowCount: rowCount, seed: seed)
    let gradients = executor.gradients.values
    let isMasked = masks(of: network)
    var nonzero = 0
    for i in gradients.indices {
      guard !isMasked[i] else {
        #expect(gradients[i] == 0, "a masked weight has a gradient")
        continue
      }
      let original = executor.parameters[i]
      // A step across a ReLU's kink says nothing about the derivative: take smaller ones until no sign changes.
      var step = 1e-4
      var difference: Double?
      while difference == nil, step > 1e-9 {
        let points = [-2.0, -1, 1, 2].map { distance in
          executor.parameters[i] = original + distance * step
          return pass(executor, rowCount: rowCount, seed: seed)
        }
        executor.parameters[i] = original
        if points.allSatisfy({ $0.signs == base.signs }) {
          let (near, far) = (points[2].loss - points[1].loss, points[3].loss - points[0].loss)
          difference = (8 * near - far) / (12 * step)
        } else {
          step /= 4
        }
      }
      guard let difference else {
        Issue.record("parameter \(i) sits on a kink")
        continue
      }
      #expect(abs(difference - gradients[i]) <= 1e-7 * max(0.1, abs(gradients[i])) + 1e-14 / step, "parameter \(i)")
      if abs(gradients[i]) > 1e-6 { nonzero += 1 }
    }
    #expect(nonzero >= gradients.count / 8, "\(nonzero) of \(gradients.count) gradients say something")
    try checkKernels(network, rows, gradients, seed: seed)
  }

  /// The kernels for small networks, in Float, against what finite differences have confirmed.
  private func checkKernels(_ network: Network, _ rows: LabelledRows, _ gradients: [Double], seed: UInt64) throws {
    guard network.suitsKernels else { return }
    for kernels in KernelSet.available {
      let executor = try #require(RowExecutor(network, batchSize: rows.count, kernels: kernels))
      try executor.load(rows, range: 0..<rows.count)
      var generator = SplitMix64(seed: seed)
      _ = executor.trainingPass(count: rows.count, dropout: &generator)
      for (i, gradient) in executor.gradients.values.enumerated() {
        #expect(abs(Double(gradient) - gradients[i]) <= 2e-6 * max(1, abs(gradients[i])), "parameter \(i)")
      }
    }
  }

  /// The loss, and which outputs of which layer are positive; those of a ReLU among them.
  private func pass(
    _ executor: NetworkExecutor<Double>, rowCount: Int, seed: UInt64
  ) -> (loss: Double, signs: [[Bool]]) {
    var generator = SplitMix64(seed: seed)
    let result = executor.trainingPass(count: rowCount, dropout: &generator)
    return (result.loss, executor.allOutputs(count: rowCount).map { $0.map { $0 > 0 } })
  }

  /// Moves batch normalization away from the identity, where some mistakes would not show.
  private func randomized(_ network: Network, seed: UInt64) -> Network {
    var generator = SplitMix64(seed: seed)
    func draw(_ low: Float, _ high: Float) -> Float { low + (high - low) * Float(generator.next() >> 40) * 0x1p-24 }
    let moved = try? network.changed { layer, numbers in
      guard case .batchNorm1d = layer else { return }
      numbers.values[0] = numbers.values[0].map { _ in draw(0.5, 2) }
      numbers.values[1] = numbers.values[1].map { _ in draw(-0.5, 1) }
    }
    return moved ?? network
  }

  /// For each parameter whether the mask keeps it at 0.
  private func masks(of network: Network) -> [Bool] {
    network.allPlaces.flatMap { place -> [Bool] in
      let numbers = network.numbers(at: place)
      switch place.layer {
      case .linear(let inputCount, let outputCount, _, _):
        return (0..<outputCount).flatMap { output in
          (0..<inputCount).map { input in numbers.connections.map { !$0[output].contains(input) } ?? false }
        } + numbers.values.dropFirst().joined().map { _ in false }
      case .batchNorm1d: return numbers.values.prefix(2).joined().map { _ in false }
      default: return numbers.values.joined().map { _ in false }
      }
    }
  }
}
