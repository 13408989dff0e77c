import LNQData
import LNQRandom
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Passes over a batch")
struct NetworkExecutorTests {
  private func single(_ layer: NumberedLayer) throws -> Network { try Network(name: "one", layers: [layer]) }

  private func loaded(_ network: Network, _ features: [Double], labels: [Int32]) throws -> NetworkExecutor<Double> {
    let executor = NetworkExecutor<Double>(network, batchSize: labels.count)
    let rows = LabelledRows(
      featureCount: network.inputCount, features: features.map { Float($0) }, labels: labels)
    try executor.load(rows, at: 0..<Int32(labels.count))
    return executor
  }

  @Test("Linear computes W x + b")
  func linear() throws {
    let layer = Linear(inputCount: 3, outputCount: 2, weight: [1, 2, 3, -1, 0.5, 4], bias: [10, 20])
    let executor = try loaded(try single(.linear(layer)), [1, 1, 1, 2, 0, -1], labels: [0, 1])
    _ = executor.evaluationPass(count: 2)
    #expect(executor.outputs(ofLayer: 0, count: 2) == [16, 23.5, 9, 14])
  }

  @Test("BatchNorm1d normalizes with the biased and remembers the unbiased variance")
  func batchNorm() throws {
    let layer = BatchNorm1d(
      weight: [2, 1], bias: [1, 0], runningMean: [1, 0], runningVariance: [4, 1], epsilon: 0, momentum: 0.25)
    let executor = try loaded(try single(.batchNorm1d(layer)), [1, 0, 3, 0, 5, 3], labels: [0, 1, 0])
    _ = executor.evaluationPass(count: 3)
    #expect(executor.outputs(ofLayer: 0, count: 3) == [1, 0, 3, 0, 5, 3])
    var generator = SplitMix64(seed: 0)
    _ = executor.trainingPass(count: 3, dropout: &generator)
    // Feature 0: mean 3, biased variance 8/3, unbiased 4. Feature 1: mean 1, biased 2, unbiased 3.
    let outputs = executor.outputs(ofLayer: 0, count: 3)
    let expected = [
      1 - 4 / (8.0 / 3).squareRoot(), -1 / 2.0.squareRoot(), 1, -1 / 2.0.squareRoot(),
      1 + 4 / (8.0 / 3).squareRoot(), 2 / 2.0.squareRoot(),
    ]
    for (output, value) in zip(outputs, expected) { #expect(abs(output - value) < 1e-12) }
    #expect(executor.runningStatistics.values == [1.5, 0.25, 4, 1.5])
    #expect(executor.network.stateDict.last?.values == .int64([1]))
  }

  @Test("BatchNorm1d over channels has one mean and variance for all rows and positions of a channel")
  func channelNorm() throws {
    let layer = BatchNorm1d(
      weight: [2, 1], bias: [1, 0], runningMean: [1, 0], runningVariance: [4, 1], epsilon: 0, momentum: 0.25)
    let network = try Network(
      name: "one", layers: [.unflatten(channels: 2, length: 2), .batchNorm1d(layer), .flatten])
    let executor = try loaded(network, [1, 3, 0, 1, 5, 3, 0, 3], labels: [0, 1])
    _ = executor.evaluationPass(count: 2)
    #expect(executor.outputs(ofLayer: 2, count: 2) == [1, 3, 0, 1, 5, 3, 0, 3])
    var generator = SplitMix64(seed: 0)
    _ = executor.trainingPass(count: 2, dropout: &generator)
    // Channel 0: 1, 3, 5, 3 have mean 3, biased variance 2, unbiased 8/3. Channel 1: 0, 1, 0, 3: 1, 3/2, 2.
    let (a, b) = (2 / 2.0.squareRoot(), 1 / 1.5.squareRoot())
    let expected = [1 - 2 * a, 1, -b, 0, 1 + 2 * a, 1, -b, 2 * b]
    for (output, value) in zip(executor.outputs(ofLayer: 2, count: 2), expected) {
      #expect(abs(output - value) < 1e-12)
    }
    for (value, expected) in zip(executor.runningStatistics.values, [1.5, 0.25, 3 + 2.0 / 3, 1.25]) {
      #expect(abs(value - expected) < 1e-12)
    }
    // One row is enough for a mean over positions.
    let single = try loaded(network, [1, 3, 0, 1], labels: [0])
    #expect(single.trainingPass(count: 1, dropout: &generator).loss.isFinite)
  }

  @Test("A residual block adds its body to its input, or to its shortcut")
  func residual() throws {
    let double = NumberedLayer.linear(Linear(inputCount: 2, outputCount: 2, weight: [2, 0, 0, 2], bias: [1, 1]))
    let swap = NumberedLayer.linear(Linear(inputCount: 2, outputCount: 2, weight: [0, 1, 1, 0], bias: nil))
    let network = try Network(
      name: "sum",
      layers: [.residual(body: [double]), .residual(body: [double, .relu], shortcut: [swap])])
    let executor = try loaded(network, [1, -2], labels: [0])
    _ = executor.evaluationPass(count: 1)
    #expect(executor.outputs(ofLayer: 0, count: 1) == [1 + 3, -2 - 3])
    #expect(executor.outputs(ofLayer: 1, count: 1) == [9 - 5, 0 + 4])
    #expect(executor.allOutputs(count: 1) == [[4, -5], [3, -3], [4, 4], [9, -9], [9, 0], [-5, 4]])
  }

  @Test("ReLU keeps what is positive, and NaN")
  func relu() throws {
    let network = try Network(
      name: "one", layers: [.linear(Linear(inputCount: 1, outputCount: 1, weight: [1], bias: nil)), .relu])
    let executor = try loaded(network, [-2, 0, 3, .nan], labels: [0, 0, 0, 0])
    let result = executor.evaluationPass(count: 4)
    let outputs = executor.outputs(ofLayer: 1, count: 4)
    #expect(outputs[..<3] == [0, 0, 3])
    #expect(outputs[3].isNaN)
    #expect(result.loss.isNaN)
  }

  @Test("Dropout drops its share in training, scales the rest, and does nothing in evaluation")
  func dropout() throws {
    let identity = Linear(inputCount: 2, outputCount: 2, weight: [1, 0, 0, 1], bias: nil)
    let network = try Network(name: "one", layers: [.linear(identity), .dropout(probability: 0.25)])
    let count = 4000
    let executor = try loaded(
      network, Array(repeating: 3, count: 2 * count), labels: Array(repeating: 0, count: count))
    var generator = SplitMix64(seed: 11)
    _ = executor.trainingPass(count: count, dropout: &generator)
    let outputs = executor.outputs(ofLayer: 1, count: count)
    #expect(Set(outputs) == [0, 4])
    let dropped = Double(outputs.filter { $0 == 0 }.count) / Double(outputs.count)
    #expect(abs(dropped - 0.25) < 4 * (0.25 * 0.75 / Double(outputs.count)).squareRoot())
    _ = executor.evaluationPass(count: count)
    #expect(executor.outputs(ofLayer: 1, count: count).allSatisfy { $0 == 3 })
  }

  @Test("The cross-entropy is the mean of −log softmax at the label, and large logits do not overflow")
  func crossEntropy() throws {
    let identity = Linear(inputCount: 3, outputCount: 3, weight: [1, 0, 0, 0, 1, 0, 0, 0, 1], bias: nil)
    let network = try single(.linear(identity))
    let even = try loaded(network, [0, 0, 0], labels: [2]).evaluationPass(count: 1)
    #expect(abs(even.loss - 1.0986122886681098) < 1e-12)
    #expect(even.correct == 0)
    let clear = try loaded(network, [0, 1, 0, 0, 1, 0], labels: [1, 0]).evaluationPass(count: 2)
    // log(2 + e) − 1 and log(2 + e).
    #expect(abs(clear.loss - (1.5514447139320512 - 0.5)) < 1e-12)
    #expect(clear.correct == 1)
    let large = try loaded(network, [20_000, 0, -20_000, -20_000, 0, 20_000], labels: [0, 0]).evaluationPass(count: 2)
    #expect(large.loss == 20_000)
  }

  @Test("A batch smaller than the executor's size gives what an executor of that size gives")
  func smallerBatch() throws {
    let network = Network(try BuiltInModel.jscCustom.modelDescription(), seed: 1)
    let rows = SampleRows.make(40, seed: 3)
    var gradients: [[Double]] = []
    for size in [40, 64] {
      let executor = NetworkExecutor<Double>(network, batchSize: size)
      try executor.load(rows, at: 0..<40)
      var generator = SplitMix64(seed: 2)
      _ = executor.trainingPass(count: 40, dropout: &generator)
      gradients.append(executor.gradients.values)
    }
    #expect(gradients[0] == gradients[1])
  }

  @Test("The network comes back unchanged, and evaluation does not change it")
  func roundTrip() throws {
    for model in [BuiltInModel.jscToy, .jscRS1923] {
      let network = Network(try model.modelDescription(), seed: 5)
      let executor = NetworkExecutor<Float>(network, batchSize: 8)
      try executor.load(SampleRows.make(8, seed: 1), at: 0..<8)
      _ = executor.evaluationPass(count: 8)
      #expect(executor.network == network)
    }
  }

  @Test(
    "The network comes back with what was trained, every number in its place",
    arguments: [
      BuiltInModel.jscRS1923.text,
      """
      BatchNorm1d(16)\nQuantIdentity(bits=3)\nResidual(Linear(16, 16), BatchNorm1d(16))
      Linear(16, 10, fan_in=4, degree=2, adders=2)\nBatchNorm1d(10)\nQuantReLU(bits=2)\nLinear(10, 5, bias=False)
      """,
    ])
  func trained(text: String) throws {
    let executor = NetworkExecutor<Float>(
      Network(try ModelDescription(name: "m", text: text), seed: 5), batchSize: 8)
    for i in 0..<executor.parameters.count { executor.parameters[i] += Float(i) / 1024 }
    for i in 0..<executor.runningStatistics.count { executor.runningStatistics[i] += Float(i) / 1024 }
    let again = NetworkExecutor<Float>(executor.network, batchSize: 8)
    #expect(again.parameters.values == executor.parameters.values)
    #expect(again.runningStatistics.values == executor.runningStatistics.values)
  }

  @Test("Rows that do not suit the network are refused")
  func misfits() throws {
    let network = Network(try BuiltInModel.jscTiny.modelDescription(), seed: 0)
    let executor = NetworkExecutor<Float>(network, batchSize: 4)
    let narrow = #expect(throws: TrainingError.self) {
      try executor.load(SampleRows.make(4, features: 15, seed: 0), at: 0..<4)
    }
    #expect(narrow == .featureCount(network: 16, rows: 15))
    for label: Int32 in [-1, 5] {
      let rows = LabelledRows(
        featureCount: 16, features: Array(repeating: 0, count: 32), labels: [0, label])
      let error = #expect(throws: TrainingError.self) { try executor.load(rows, at: 0..<2) }
      #expect(error == .label(row: 1, label: Int(label), outputs: 5))
    }
  }
}
