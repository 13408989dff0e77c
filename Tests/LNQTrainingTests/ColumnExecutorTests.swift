import LNQData
import LNQRandom
import LNQTestSupport
import LNQTraining
import Testing

@Suite("The kernels in columns do what the plain passes do")
struct ColumnExecutorTests {
  static let batches = [1, 2, 15, 16, 17, 65, 300, 1000]

  /// Networks without batch normalization, of every kind of neuron.
  static let plain = [
    "Linear(16, 5)", "Linear(16, 5, bias=False)", "QuantIdentity(bits=3)\nLinear(16, 5)", "ReLU()\nLinear(16, 3)",
    "Linear(16, 20, fan_in=3)\nQuantReLU(bits=2)\nLinear(20, 5, fan_in=4, bias=False)",
    "QuantHardTanh(bits=4)\nLinear(16, 33, fan_in=1)\nReLU()\nLinear(33, 18, fan_in=33)\nQuantReLU(bits=1)\nLinear(18, 10)",
    "QuantIdentity(bits=2, signed=False)\nQuantIdentity(bits=1)\nReLU()\nReLU()\nLinear(16, 7)\nLinear(7, 9, fan_in=5)\nLinear(9, 2)",
    "QuantHardTanh(bits=3)\nLinear(16, 12, fan_in=3, degree=2)\nQuantReLU(bits=2)\nLinear(12, 5, fan_in=2, degree=3)",
    "QuantHardTanh(bits=2)\nLinear(16, 6, fan_in=1, degree=5)\nReLU()\nLinear(6, 4)",
    "QuantHardTanh(bits=3)\nLinear(16, 10, fan_in=4, degree=2, adders=2)\nQuantReLU(bits=2)\nLinear(10, 5, fan_in=3, adders=3)",
    "Linear(16, 8)\nQuantReLU(bits=3)\nLinear(8, 6, fan_in=6, adders=2, adder_bits=6)\nQuantIdentity(bits=4)",
    "QuantIdentity(bits='learned', max_bits=3, features=16)\nLinear(16, 20, fan_in=3)\nQuantReLU(bits='learned', max_bits=4, features=20)\nLinear(20, 5, fan_in=4)\nQuantIdentity(bits='learned', max_bits=3)",
    "QuantHardTanh(bits=3)\nLinear(16, 10, fan_in=4, hidden=5, depth=1)\nQuantReLU(bits=2)\nLinear(10, 5, fan_in=3, hidden=4, depth=2)",
    "QuantIdentity(bits=3)\nLinear(16, 9, fan_in=3, hidden=6, depth=4, skip=2)\nQuantReLU(bits=2)\nLinear(9, 5, fan_in=2, hidden=3, depth=2, skip=1, adders=2)",
  ]

  @Test("exactly the same outputs, gradients but for rounding, in every kernel set", arguments: plain)
  func plainNetworks(text: String) throws {
    let network = try Network(ModelDescription(name: "plain", text: text), seed: 5).onGrid()
    for batch in Self.batches { try compare(network, batch: batch, steps: 1, forwardIsExact: true, tolerance: 2e-5) }
  }

  @Test("label smoothing")
  func labelSmoothing() throws {
    let model = try ModelDescription(name: "plain", text: Self.plain[4])
    try compare(
      Network(model, seed: 5).onGrid(), batch: 77, steps: 1, forwardIsExact: true, tolerance: 2e-5, smoothing: 0.125)
  }

  @Test(
    "batch normalization without quantizers: losses, gradients, parameters, running statistics, logits, 3 steps of SGD",
    arguments: [
      "BatchNorm1d(16)\nReLU()\nLinear(16, 7, fan_in=4)\nBatchNorm1d(7, eps=0.01)\nBatchNorm1d(7)\nLinear(7, 5)",
      "Linear(16, 20, fan_in=3)\nBatchNorm1d(20)\nReLU()\nLinear(20, 5)\nBatchNorm1d(5)",
      "BatchNorm1d(16)\nLinear(16, 9, fan_in=3, degree=2)\nBatchNorm1d(9)\nLinear(9, 5, fan_in=3, hidden=4, depth=2)",
      "BatchNorm1d(5)",
    ])
  func normalized(text: String) throws {
    let network = try Network(ModelDescription(name: "normalized", text: text), seed: 6)
    for batch in Self.batches where batch >= 15 {
      try compare(network, batch: batch, steps: 3, forwardIsExact: false, tolerance: 1e-3)
    }
  }

  // A value that lies on the border between two codes but for rounding falls to either side, which changes what one row adds
  // to everything: hence the tolerance.
  @Test(
    "batch normalization and quantizers: the same but for a row that rounds otherwise",
    arguments: [
      """
      BatchNorm1d(16)\nQuantHardTanh(bits=3)\nLinear(16, 64, fan_in=4)\nBatchNorm1d(64)\nQuantReLU(bits=3)
      Linear(64, 32, fan_in=4)\nBatchNorm1d(32)\nQuantReLU(bits=3)\nLinear(32, 5, fan_in=4)\nBatchNorm1d(5)
      QuantHardTanh(bits=3)
      """,
      """
      BatchNorm1d(16)\nQuantHardTanh(bits='learned', max_bits=3, features=16)\nLinear(16, 64, fan_in=4)\nBatchNorm1d(64)
      QuantReLU(bits='learned', max_bits=3, features=64)\nLinear(64, 5)\nBatchNorm1d(5)\nQuantHardTanh(bits=3)
      """,
      """
      BatchNorm1d(16)\nQuantIdentity(bits=2, scale='power_of_two')\nLinear(16, 20, fan_in=3, degree=2, adders=2)
      BatchNorm1d(20)\nQuantReLU(bits=2)\nLinear(20, 10, fan_in=3, hidden=4, depth=2, skip=1)\nBatchNorm1d(10)
      QuantReLU(bits=2, scale='power_of_two')\nLinear(10, 5)
      """,
    ])
  func quantized(text: String) throws {
    let network = try Network(ModelDescription(name: "quantized", text: text), seed: 7)
    try compare(network, batch: 1000, steps: 3, forwardIsExact: false, tolerance: 0.05)
  }

  @Test("Equal seeds give equal bytes", arguments: KernelSet.available)
  func deterministic(kernels: KernelSet) throws {
    let network = Network(try ModelDescription(name: "m", text: Self.plain[7]), seed: 1)
    let rows = SampleRows.make(100, seed: 2)
    var networks: [Network] = []
    for _ in 0..<2 {
      let executor = try #require(ColumnExecutor(network, batchSize: 100, kernels: kernels))
      let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
      var random = SplitMix64(seed: 3)
      for _ in 0..<4 {
        try executor.load(rows, range: 0..<100)
        _ = executor.trainingPass(count: 100, dropout: &random)
        optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: 0.01)
      }
      networks.append(executor.network)
    }
    #expect(networks[0] == networks[1])
    #expect(networks[0] != network)
  }

  @Test("The network comes back with every number in its place")
  func roundTrip() throws {
    for text in Self.plain + ["BatchNorm1d(16)\nLinear(16, 5, fan_in=2)\nBatchNorm1d(5)"] {
      let network = Network(try ModelDescription(name: "m", text: text), seed: 9)
      let executor = try #require(ColumnExecutor(network, batchSize: 3))
      #expect(executor.network == network)
      #expect(executor.parameters.values == NetworkExecutor<Float>(network, batchSize: 3).parameters.values)
    }
  }

  @Test("NaN stays NaN through quantizers, and infinity clamps", arguments: KernelSet.available)
  func extremes(kernels: KernelSet) throws {
    let settings = QuantizerSettings(.identity, bits: 3, maximum: 3)
    let network = try Network(
      name: "one",
      layers: [
        .quantizer(ActivationQuantizer(settings)),
        .linear(Linear(inputCount: 2, outputCount: 2, weight: [1, 0, 0, 1], bias: nil)),
      ])
    let executor = try #require(ColumnExecutor(network, batchSize: 2, kernels: kernels))
    func loss(_ features: [Float]) throws -> Double {
      let rows = LabelledRows(featureCount: 2, features: features, labels: [0])
      try executor.load(rows, range: 0..<1)
      return executor.evaluationPass(count: 1).loss
    }
    #expect(try loss([.nan, 0]).isNaN)
    #expect(try loss([0, .nan]).isNaN)
    #expect(try loss([.infinity, -.infinity]).isFinite)
    #expect(executor.logits(count: 1) == [3, -4])
    _ = try loss([2.5, 1.5])
    #expect(executor.logits(count: 1) == [2, 2])
    _ = try loss([-2.5, -0.5])
    #expect(executor.logits(count: 1) == [-2, 0])
  }

  @Test(
    "A network gets the executor that is fastest for it",
    arguments: [
      ("Linear(16, 64, fan_in=4)\nReLU()\nLinear(64, 5, fan_in=4)", 1024, 0.0, "columns"),
      ("Linear(16, 64, fan_in=4)\nReLU()\nLinear(64, 5, fan_in=4)", 64, 0, "rows"),
      ("Linear(16, 64)\nReLU()\nLinear(64, 5)", 1024, 0, "rows"),
      ("Linear(16, 64)\nReLU()\nLinear(64, 5)", 1024, 0.1, "columns"),
      ("Linear(16, 64)\nDropout(0.5)\nLinear(64, 5)", 1024, 0.1, "plain"),
      ("Linear(16, 64)\nQuantReLU(bits=2)\nLinear(64, 5)", 16, 0, "columns"),
      ("Linear(16, 64, fan_in=2, degree=2)", 16, 0, "columns"),
      ("Linear(16, 64, fan_in=2, degree=2)\nDropout(0.5)", 16, 0, "plain"),
      ("Linear(16, 2048)\nReLU()\nLinear(2048, 5)", 1024, 0, "plain"),
    ])
  func choice(text: String, batchSize: Int, smoothing: Double, expected: String) throws {
    let network = Network(try ModelDescription(name: "m", text: text), seed: 0)
    let executor = network.executor(batchSize: batchSize, labelSmoothing: smoothing)
    #expect((executor is ColumnExecutor) == (expected == "columns"))
    #expect((executor is RowExecutor) == (expected == "rows"))
  }

  /// Makes the same steps with the kernels and with the plain passes in Double.
  private func compare(
    _ network: Network, batch: Int, steps: Int, forwardIsExact: Bool, tolerance: Double, smoothing: Double = 0
  ) throws {
    // Values on a grid, so that sums are exact in any order.
    let rows = SampleRows.make(
      batch + 7, features: network.inputCount, classes: network.outputCount, seed: UInt64(batch)
    ).onGrid()
    let order = (0..<Int32(batch)).map { ($0 * 5 + 3) % Int32(batch + 7) }
    let exact = try outcome(
      NetworkExecutor<Double>(network, batchSize: batch, labelSmoothing: smoothing), rows, order, steps)
    for kernels in KernelSet.available {
      // A batch that is smaller than the executor's size, with old rows behind it.
      let executor = try #require(
        ColumnExecutor(network, batchSize: batch + 30, labelSmoothing: smoothing, kernels: kernels))
      try executor.load(rows, range: 0..<rows.count)
      _ = executor.evaluationPass(count: rows.count)
      let columns = try outcome(executor, rows, order, steps)
      let comment: Comment = "\(kernels.name), \(batch) rows:\n\(network.modelText)"
      #expect(abs(columns.correct - exact.correct) <= (forwardIsExact ? 0 : 1 + batch / 50), comment)
      if forwardIsExact { #expect(columns.logits == exact.logits, comment) }
      for (name, wanted, values) in [
        ("losses", exact.losses, columns.losses), ("gradients", exact.gradients, columns.gradients),
        ("parameters", exact.parameters, columns.parameters), ("statistics", exact.statistics, columns.statistics),
      ] {
        #expect(values.count == wanted.count)
        let scale = wanted.reduce(0) { max($0, abs($1)) }
        let distance = zip(wanted, values).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(distance <= tolerance * scale + 1e-7, "\(name), \(comment)")
      }
    }
  }

  private struct Outcome {
    var correct = 0
    var losses: [Double] = []
    var gradients: [Double] = []
    var parameters: [Double] = []
    var statistics: [Double] = []
    /// Before the first step.
    var logits: [Double] = []
  }

  private func outcome(
    _ executor: NetworkExecutor<Double>, _ rows: LabelledRows, _ order: [Int32], _ steps: Int
  ) throws -> Outcome {
    var outcome = Outcome()
    var random = SplitMix64(seed: 1)
    let optimizer = OptimizerState<Double>(.sgd(), weightDecay: 0, parameterCount: executor.parameters.count)
    try executor.load(rows, at: order)
    outcome.losses = [executor.evaluationPass(count: order.count).loss]
    outcome.logits = executor.logits(count: order.count)
    for _ in 0..<steps {
      let result = executor.trainingPass(count: order.count, dropout: &random)
      outcome.losses.append(result.loss)
      outcome.correct += result.correct
      outcome.gradients += executor.gradients.values
      optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: 0.005)
    }
    // Off the grid, values halfway between two codes fall to either side.
    if steps > 1 { outcome.losses.append(executor.evaluationPass(count: order.count).loss) }
    outcome.parameters = executor.parameters.values
    outcome.statistics = executor.runningStatistics.values
    return outcome
  }

  private func outcome(
    _ executor: ColumnExecutor, _ rows: LabelledRows, _ order: [Int32], _ steps: Int
  ) throws -> Outcome {
    var outcome = Outcome()
    var random = SplitMix64(seed: 1)
    let optimizer = OptimizerState<Float>(.sgd(), weightDecay: 0, parameterCount: executor.parameters.count)
    try executor.load(rows, at: order[...])
    outcome.losses = [executor.evaluationPass(count: order.count).loss]
    outcome.logits = executor.logits(count: order.count).map { Double($0) }
    for _ in 0..<steps {
      let result = executor.trainingPass(count: order.count, dropout: &random)
      outcome.losses.append(result.loss)
      outcome.correct += result.correct
      outcome.gradients += executor.gradients.values.map { Double($0) }
      optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: 0.005)
    }
    // Off the grid, values halfway between two codes fall to either side.
    if steps > 1 { outcome.losses.append(executor.evaluationPass(count: order.count).loss) }
    outcome.parameters = executor.parameters.values.map { Double($0) }
    outcome.statistics = executor.runningStatistics.values.map { Double($0) }
    return outcome
  }
}

extension Network {
  /// The same layers with weights that are multiples of 1/8 and scales that are powers of two, so that Float computes sums of
  /// products exactly, in whatever order.
  fileprivate func onGrid() throws -> Network {
    func rounded(_ values: [Float]) -> [Float] { values.map { ($0 * 8).rounded() / 8 } }
    return try changed { layer, numbers in
      switch layer {
      case .linear: numbers.values = numbers.values.map(rounded)
      case .neurons: numbers.values = [rounded(numbers.values[0])] + numbers.values.dropFirst().map { _ in [-2] }
      // Learned widths of all sizes.
      case .quantizer:
        numbers.values = [[-1]] + numbers.values.dropFirst().map { $0.indices.map { Float($0 % 5) * 0.9 } }
      default: break
      }
    }
  }
}

extension LabelledRows {
  /// Features that are multiples of 1/8.
  fileprivate func onGrid() -> LabelledRows {
    LabelledRows(featureCount: featureCount, features: features.map { ($0 * 8).rounded() / 8 }, labels: labels)
  }
}
