import LNQData
import LNQRandom
import LNQTestSupport
import LNQTraining
import Testing

@Suite("The kernels for small networks do what OpenBLAS does")
struct RowExecutorTests {
  static let batches = [1, 2, 15, 16, 17, 255, 256, 1000]

  @Test(
    "random networks, 3 steps of SGD: losses, gradients, parameters, running statistics, logits, in every kernel set",
    arguments: 0..<UInt64(24))
  func randomNetworks(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    // The largest batches take most of the time.
    for batch in Self.batches where batch < 255 || seed % 4 == UInt64(batch % 4) {
      let model = try ModelDescription(
        name: "random", text: RandomModel.text(normalizes: batch > 1, from: &generator))
      try compare(Network(model, seed: seed), batch: batch, seed: seed)
    }
  }

  @Test(
    "built-in networks, but for convolutions and quantizers, which have other executors",
    arguments: BuiltInModel.allCases)
  func builtIn(model: BuiltInModel) throws {
    let network = Network(try model.modelDescription(), seed: 3)
    guard network.suitsKernels else {
      #expect(RowExecutor(network, batchSize: 2) == nil)
      return
    }
    for batch in [2, 256] { try compare(network, batch: batch, seed: 4) }
  }

  @Test(
    "layers whose stages meet in unusual ways",
    arguments: [
      "ReLU()\nLinear(16, 5)", "Dropout(0.5)\nReLU()\nDropout(0.2)\nLinear(16, 5)\nReLU()\nReLU()",
      "Linear(16, 16)\nDropout(0.5)\nReLU()\nDropout(0.5)\nLinear(16, 5)",
      "BatchNorm1d(16)\nBatchNorm1d(16)\nReLU()\nBatchNorm1d(16)\nLinear(16, 2)\nDropout(0.3)",
      "Linear(16, 9)\nLinear(9, 33)\nLinear(33, 5)",
      "BatchNorm1d(16)\nDropout(0.3)\nReLU()\nLinear(16, 16, bias=False)",
      "BatchNorm1d(5)",
    ])
  func stages(text: String) throws {
    for batch in [2, 33] {
      try compare(Network(try ModelDescription(name: "odd", text: text), seed: 1), batch: batch, seed: 2)
    }
  }

  /// Makes the same steps with the kernels in Float and with OpenBLAS in Double and in Float. The distance between the
  /// last two says how much rounding matters here: two rows with nearly equal values are far apart after normalization.
  private func compare(_ network: Network, batch: Int, seed: UInt64) throws {
    let rows = SampleRows.make(
      batch + 7, features: network.inputCount, classes: network.outputCount, seed: seed &+ UInt64(batch))
    let order = (0..<Int32(batch)).map { ($0 * 5 + 3) % Int32(batch + 7) }
    let exact = try steps(NetworkExecutor<Double>(network, batchSize: batch), rows, order, seed) { executor, random in
      executor.trainingPass(count: batch, dropout: &random)
    }
    let rounded = try steps(NetworkExecutor<Float>(network, batchSize: batch), rows, order, seed) { executor, random in
      executor.trainingPass(count: batch, dropout: &random)
    }
    for kernels in KernelSet.available {
      // A batch that is smaller than the executor's size, so that there are old rows behind it.
      let executor = try #require(RowExecutor(network, batchSize: batch + 9, kernels: kernels))
      let found = try kernelSteps(executor, rows, order, seed)
      // Two outputs that are equal but for rounding can come out in either order.
      for (count, wanted) in zip(found.correct, exact.correct) { #expect(abs(count - wanted) <= 1 + batch / 100) }
      for (name, values) in found.values {
        let (wanted, near) = (exact.values[name] ?? [], rounded.values[name] ?? [])
        #expect(values.count == wanted.count)
        let scale = wanted.reduce(0) { max($0, abs($1)) }
        let noise = zip(wanted, near).reduce(0) { max($0, abs($1.0 - $1.1)) }
        let distance = zip(wanted, values).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(
          distance <= 2e-6 * scale + 10 * noise + 1e-9,
          "\(name) with \(kernels.name), \(batch) rows, seed \(seed):\n\(network.modelText)")
      }
    }
  }

  private struct Outcome {
    var correct: [Int] = []
    var values: [String: [Double]] = [:]
  }

  private func steps<Scalar: BLASScalar>(
    _ executor: NetworkExecutor<Scalar>, _ rows: LabelledRows, _ order: [Int32], _ seed: UInt64,
    _ pass: (NetworkExecutor<Scalar>, inout SplitMix64) -> BatchResult
  ) throws -> Outcome {
    var outcome = Outcome()
    var losses: [Double] = []
    var random = SplitMix64(seed: seed)
    let optimizer = OptimizerState<Scalar>(.sgd(), weightDecay: 0.01, parameterCount: executor.parameters.count)
    for step in 0..<3 {
      try executor.load(rows, at: order)
      let result = pass(executor, &random)
      losses.append(result.loss)
      outcome.correct.append(result.correct)
      outcome.values["gradients of step \(step)"] = executor.gradients.values.map { Double($0) }
      optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: 0.01)
    }
    try executor.load(rows, at: order)
    losses.append(executor.evaluationPass(count: order.count).loss)
    outcome.values["losses"] = losses
    outcome.values["parameters"] = executor.parameters.values.map { Double($0) }
    outcome.values["running statistics"] = executor.runningStatistics.values.map { Double($0) }
    let last = executor.network.layers.count - 1
    outcome.values["logits"] = executor.outputs(ofLayer: last, count: order.count).map { Double($0) }
    return outcome
  }

  private func kernelSteps(
    _ executor: RowExecutor, _ rows: LabelledRows, _ order: [Int32], _ seed: UInt64
  ) throws -> Outcome {
    // Rows that the batch must not take notice of.
    try executor.load(rows, range: 0..<min(rows.count, executor.batchSize))
    _ = executor.evaluationPass(count: min(rows.count, executor.batchSize))
    var outcome = Outcome()
    var losses: [Double] = []
    var random = SplitMix64(seed: seed)
    let optimizer = OptimizerState<Float>(.sgd(), weightDecay: 0.01, parameterCount: executor.parameters.count)
    for step in 0..<3 {
      try executor.load(rows, at: order[...])
      let result = executor.trainingPass(count: order.count, dropout: &random)
      losses.append(result.loss)
      outcome.correct.append(result.correct)
      outcome.values["gradients of step \(step)"] = executor.gradients.values.map { Double($0) }
      optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: 0.01)
    }
    try executor.load(rows, at: order[...])
    losses.append(executor.evaluationPass(count: order.count).loss)
    outcome.values["losses"] = losses
    outcome.values["parameters"] = executor.parameters.values.map { Double($0) }
    outcome.values["running statistics"] = executor.runningStatistics.values.map { Double($0) }
    outcome.values["logits"] = executor.logits(count: order.count).map { Double($0) }
    return outcome
  }

  @Test(
    "Equal seeds give equal bytes, and dropout draws the same numbers from any generator",
    arguments: KernelSet.available)
  func deterministic(kernels: KernelSet) throws {
    let network = Network(try BuiltInModel.jscCustom.modelDescription(), seed: 1)
    let rows = SampleRows.make(100, seed: 2)
    var networks: [Network] = []
    for repetition in 0..<3 {
      let executor = try #require(RowExecutor(network, batchSize: 100, kernels: kernels))
      let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
      var random = SplitMix64(seed: 3)
      var disguised = Disguised(generator: random)
      for _ in 0..<4 {
        try executor.load(rows, range: 0..<100)
        if repetition < 2 {
          _ = executor.trainingPass(count: 100, dropout: &random)
        } else {
          _ = executor.trainingPass(count: 100, dropout: &disguised)
        }
        optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: 0.01)
      }
      #expect(repetition == 2 || random.next() != disguised.generator.next())
      networks.append(executor.network)
    }
    #expect(networks[0] == networks[1])
    #expect(networks[0] == networks[2])
    #expect(networks[0] != network)
  }

  private struct Disguised: RandomNumberGenerator {
    var generator: SplitMix64
    mutating func next() -> UInt64 { generator.next() }
  }

  @Test("Large logits do not overflow, and NaN stays NaN", arguments: KernelSet.available)
  func extremes(kernels: KernelSet) throws {
    let identity = Linear(inputCount: 3, outputCount: 3, weight: [1, 0, 0, 0, 1, 0, 0, 0, 1], bias: nil)
    let network = try Network(name: "one", layers: [.linear(identity), .relu])
    let executor = try #require(RowExecutor(network, batchSize: 2, kernels: kernels))
    func loss(_ features: [Float], _ labels: [Int32]) throws -> Double {
      let rows = LabelledRows(featureCount: 3, features: features, labels: labels)
      try executor.load(rows, range: 0..<labels.count)
      return executor.evaluationPass(count: labels.count).loss
    }
    #expect(try loss([20_000, 0, 0, 0, 0, 20_000], [0, 0]) == 10_000)
    #expect(executor.predictions(count: 2) == [0, 2])
    #expect(abs(try loss([-1, -2, -3], [2]) - 1.0986122886681098) < 1e-6)
    #expect(executor.predictions(count: 1) == [0])
    #expect(executor.logits(count: 1) == [0, 0, 0])
    #expect(try loss([.nan, 0, 0], [0]).isNaN)
    #expect(try loss([0, 0, .nan], [0]).isNaN)
    #expect(try loss([.infinity, 0, 0], [0]).isNaN)
  }

  @Test("A network gets the kernels up to their greatest width, and OpenBLAS beyond it")
  func choice() throws {
    let limit = KernelSet.best.widthLimit
    for (width, isNarrow) in [(64, true), (limit, true), (limit + 1, false)] {
      let model = try ModelDescription(name: "m", text: "Linear(16, \(width))\nReLU()\nLinear(\(width), 5)")
      #expect((Network(model, seed: 0).executor(batchSize: 2) is RowExecutor) == isNarrow)
    }
  }

  @Test("Only the baseline is everywhere, and the best comes first")
  func kernelSets() {
    #expect(KernelSet.available.last?.name == "baseline")
    #expect(KernelSet.best == KernelSet.available.first)
    #expect(Set(KernelSet.available.map(\.name)).count == KernelSet.available.count)
  }
}

extension Network {
  /// Whether it has only layers that the kernels for small networks are for.
  var suitsKernels: Bool {
    layers.allSatisfy { layer in
      switch layer {
      case .batchNorm1d, .relu, .linear, .dropout: true
      default: false
      }
    }
  }
}

/// Networks of all layers that the kernels know, in any order.
private enum RandomModel {
  static func text(normalizes: Bool, from generator: inout SplitMix64) -> String {
    let widths = [1, 2, 5, 8, 15, 16, 17, 32, 33, 48, 63, 64, 70, 130]
    var width = widths[generator.uniform(below: widths.count)]
    var lines: [String] = []
    let depth = 1 + generator.uniform(below: 3)
    for index in 0...depth {
      while generator.uniform() < 0.6 {
        switch generator.uniform(below: 3) {
        case 0: if normalizes { lines.append("BatchNorm1d(\(width), eps=0.01)") }
        case 1: if !lines.isEmpty { lines.append("ReLU()") }
        default: if !lines.isEmpty { lines.append("Dropout(0.25)") }
        }
      }
      if index == depth { break }
      let next = index == depth - 1 ? 2 + generator.uniform(below: 19) : widths[generator.uniform(below: widths.count)]
      let fanIn = generator.uniform() < 0.3 ? ", fan_in=\(1 + generator.uniform(below: width))" : ""
      let bias = generator.uniform() < 0.3 ? ", bias=False" : ""
      lines.append("Linear(\(width), \(next)\(bias)\(fanIn))")
      width = next
    }
    return lines.joined(separator: "\n")
  }
}
