import LNQData
import LNQRandom
import LNQTraining
import Testing

@Suite("Steps that are made together, and by several threads")
struct TrainingStepsTests {
  /// Networks for rows and for columns, whose batches have several slices of 256 rows.
  static let texts = [
    "BatchNorm1d(16)\nReLU()\nLinear(16, 20)\nBatchNorm1d(20)\nReLU()\nDropout(0.25)\nLinear(20, 7)\nDropout(0.5)\nLinear(7, 5)",
    "Linear(16, 5)",
    "Linear(16, 33, fan_in=9)\nReLU()\nLinear(33, 5)\nBatchNorm1d(5)\nReLU()",
    "BatchNorm1d(16)\nQuantHardTanh(bits=3)\nLinear(16, 22, fan_in=4)\nBatchNorm1d(22)\nQuantReLU(bits=3)\nLinear(22, 5)",
    "QuantHardTanh(bits=3)\nLinear(16, 10, fan_in=4, adders=2)\nQuantReLU(bits=2)\nLinear(10, 5, fan_in=3, adders=3)\nQuantIdentity(bits=4)",
    "QuantHardTanh(bits=3)\nLinear(16, 12, fan_in=3, degree=2)\nQuantReLU(bits=2)\nLinear(12, 5, fan_in=3, hidden=4, depth=1)",
    "Unflatten(1, (1, 16))\nConv1d(1, 3, 4)\nReLU()\nFlatten()\nLinear(39, 5)",
  ]

  private func options(_ optimizer: Optimizer = .adamW(), batchSize: Int) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = batchSize
    options.learningRate = 1e-2
    options.optimizer = optimizer
    options.weightDecay = 0.1
    options.warmupSteps = 4
    return options
  }

  private func network(_ text: String) throws -> Network {
    Network(try ModelDescription(name: "m", text: text), seed: 3)
  }

  @Test("give the bytes and figures of single steps", arguments: texts, [Optimizer.adamW(), .adam(), .sgd()])
  func groups(text: String, optimizer: Optimizer) throws {
    let trainer = try Trainer(
      network: network(text), dataset: SampleRows.dataset(train: 900), options: options(optimizer, batchSize: 7))
    var (single, grouped): ([TrainingProgress], [TrainingProgress]) = ([], [])
    let one = try trainer.run(onStep: {
      single.append($0)
      return .proceed
    })
    let other = try trainer.run(
      groupsSteps: true,
      onStep: {
        grouped.append($0)
        return .proceed
      })
    #expect(one?.last == other?.last)
    #expect(one?.best == other?.best)
    #expect(single.count == 3 * 129)
    #expect(single.map(\.loss) == grouped.map(\.loss))
    #expect(single.map(\.learningRate) == grouped.map(\.learningRate))
    #expect(single.map(\.runStep) == grouped.map(\.runStep))
    #expect(single.map(\.runningAccuracy) == grouped.map(\.runningAccuracy))
  }

  @Test("are what a pass and a step of the optimizer are, batch by batch", arguments: texts, [7, 600])
  func oneByOne(text: String, batch: Int) throws {
    let network = try network(text)
    let (together, alone) = (network.executor(batchSize: batch, threads: 2), network.executor(batchSize: batch))
    let rows = SampleRows.make(3 * batch, seed: 4)
    let order = Array((0..<Int32(3 * batch)).reversed())
    let optimizers = [together, alone].map {
      OptimizerState<Float>(
        .adam(), weightDecay: 0.1, parameterCount: $0.parameters.count, undecayed: network.undecayedIndices)
    }
    let steps = (0..<3).map {
      TrainingStep(count: batch, learningRate: 1e-2, dropout: SplitMix64(seed: 1, stream: UInt64($0)), share: 0)
    }
    let results = try together.makeSteps(steps, of: rows, order: order, from: 0, optimizer: optimizers[0])
    for (index, step) in steps.enumerated() {
      try alone.load(rows, at: order[index * batch..<(index + 1) * batch])
      var dropout = step.dropout
      #expect(alone.trainingPass(count: batch, dropout: &dropout) == results[index])
      alone.step(optimizers[1], gradients: alone.gradients, learningRate: step.learningRate)
    }
    #expect(together.network == alone.network)
    #expect(optimizers[0].memory == optimizers[1].memory)
  }

  @Test("give equal bytes with any number of threads", arguments: texts)
  func threads(text: String) throws {
    let trainer = try Trainer(
      network: network(text), dataset: SampleRows.dataset(train: 2500), options: options(batchSize: 1100))
    let one = try trainer.run(groupsSteps: true)
    for threads in [2, 3, 7] {
      let other = try trainer.run(threads: threads, groupsSteps: true)
      #expect(one?.last == other?.last)
      #expect(one?.history.map(\.trainLoss) == other?.history.map(\.trainLoss))
    }
  }

  @Test("go on from a group that was stopped as from a single step", arguments: [texts[0], texts[3]])
  func stop(text: String) throws {
    let trainer = try Trainer(
      network: network(text), dataset: SampleRows.dataset(train: 900), options: options(batchSize: 5))
    var state: TrainingState?
    _ = try trainer.run(
      groupsSteps: true, onStep: { $0.runStep == 200 ? .stop : .proceed }, onStop: { state = $0 })
    let stopped = try #require(state)
    // The group's other steps were made too, and are counted.
    #expect(stopped.optimizer.stepCount >= 200)
    let (went, whole) = (try trainer.run(from: stopped), try trainer.run())
    #expect(went?.last == whole?.last)
  }

  @Test("name the row whose label is no class, whatever thread finds it", arguments: [texts[0], texts[3]], [1, 2])
  func wrongLabels(text: String, threads: Int) throws {
    let network = try network(text)
    let batch = 600
    let executor = network.executor(batchSize: batch, threads: threads)
    let rows = SampleRows.make(1800, seed: 1)
    var labels = rows.labels
    (labels[1700], labels[1300]) = (5, -1)
    let wrong = LabelledRows(featureCount: 16, features: rows.features, labels: labels)
    let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
    let steps = (0..<3).map {
      TrainingStep(count: batch, learningRate: 1e-3, dropout: SplitMix64(seed: 1, stream: UInt64($0)), share: 0)
    }
    let error = #expect(throws: TrainingError.self) {
      try executor.makeSteps(steps, of: wrong, order: Array(0..<1800), from: 0, optimizer: optimizer)
    }
    #expect(error == .label(row: 1300, label: -1, outputs: 5))
    #expect(optimizer.stepCount == 2)
  }

  @Test("end with the step whose loss is not finite, which moves nothing", arguments: [texts[0], texts[3]], [1, 2])
  func divergence(text: String, threads: Int) throws {
    let network = try network(text)
    let executor = network.executor(batchSize: 300, threads: threads)
    let rows = SampleRows.make(900, seed: 1)
    var features = rows.features
    features[16 * 700] = .nan
    let broken = LabelledRows(featureCount: 16, features: features, labels: rows.labels)
    let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
    let steps = (0..<3).map {
      TrainingStep(count: 300, learningRate: 1e-3, dropout: SplitMix64(seed: 1, stream: UInt64($0)), share: 0)
    }
    let results = try executor.makeSteps(steps, of: broken, order: Array(0..<900), from: 0, optimizer: optimizer)
    #expect(results.map(\.loss.isFinite) == [true, true, false])
    #expect(optimizer.stepCount == 2)
    #expect(!executor.parameters.values.contains { !$0.isFinite })
  }
}
