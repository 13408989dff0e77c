import LNQData
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Training runs")
struct TrainerTests {
  private func options(epochs: Int = 3, batchSize: Int = 32, learningRate: Double = 1e-2) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = epochs
    options.batchSize = batchSize
    options.learningRate = learningRate
    return options
  }

  private func network(_ model: BuiltInModel = .jscToy, seed: UInt64 = 0) throws -> Network {
    Network(try model.modelDescription(), seed: seed)
  }

  @Test("learn, report every epoch, and keep the best and the last network")
  func learning() throws {
    let dataset = SampleRows.dataset(train: 1000)
    let trainer = try Trainer(network: network(), dataset: dataset, options: options(epochs: 8))
    var reports: [EpochReport] = []
    let result = try #require(
      try trainer.run(onEpoch: {
        reports.append($0)
        return .proceed
      }))
    #expect(result.history.map(\.epoch) == Array(1...8))
    #expect(reports.map(\.record) == result.history)
    #expect(result.bestRecord.validationLoss == result.history.map(\.validationLoss).min())
    #expect(reports.last { $0.isBest }?.record == result.bestRecord)
    #expect(reports.last { $0.isBest }?.network == result.best)
    #expect(reports.last?.network == result.last)
    #expect(!result.wasStopped)
    #expect(result.samples == 8 * 1000)
    #expect(result.samplesPerSecond > 0)
    for (index, record) in result.history.enumerated() {
      #expect(
        record.learningRate
          == LearningRateSchedule.cosineAnnealing(minimum: 1e-6).learningRate(initial: 1e-2, epoch: index, epochs: 8))
    }
    #expect(result.bestRecord.validationAccuracy > 0.8)
    let evaluation = try Evaluation(of: result.best, over: dataset.validation)
    #expect(evaluation.accuracy == result.bestRecord.validationAccuracy)
    #expect(evaluation.loss == result.bestRecord.validationLoss)
  }

  @Test("of equal seeds are equal, of other seeds not", arguments: [BuiltInModel.jscToy, .jscCustom])
  func determinism(model: BuiltInModel) throws {
    func run(seed: UInt64) throws -> TrainingResult? {
      var options = options(epochs: 2)
      options.seed = seed
      return try Trainer(network: network(model), dataset: SampleRows.dataset(), options: options).run()
    }
    let (first, again, other) = (try run(seed: 1), try run(seed: 1), try run(seed: 2))
    #expect(first?.last == again?.last)
    #expect(first?.history.map(\.trainLoss) == again?.history.map(\.trainLoss))
    #expect(first?.last != other?.last)
  }

  @Test("see every row once an epoch, the last batch being smaller")
  func partialBatch() throws {
    var progress: [TrainingProgress] = []
    let dataset = SampleRows.dataset(train: 75)
    let result = try Trainer(network: network(), dataset: dataset, options: options(epochs: 2)).run(onStep: {
      progress.append($0)
      return .proceed
    })
    #expect(progress.map(\.epoch) == [1, 1, 1, 2, 2, 2])
    #expect(progress.map(\.step) == [1, 2, 3, 1, 2, 3])
    #expect(progress.allSatisfy { $0.steps == 3 && $0.epochs == 2 && $0.samplesPerSecond > 0 })
    #expect(result?.samples == 150)
    #expect(progress[5].runningAccuracy == result?.history[1].trainAccuracy)
    #expect(result?.last.stateDict.last { $0.name.hasSuffix("tracked") }?.values == .int64([6]))
  }

  @Test("leave out a last batch of one row when batches are normalized, and only then")
  func singleRow() throws {
    let dataset = SampleRows.dataset(train: 65)
    let normalized = try Trainer(network: network(), dataset: dataset, options: options(epochs: 1)).run()
    #expect(normalized?.samples == 64)
    let plain = Network(try ModelDescription(name: "plain", text: "Linear(16, 5)"), seed: 0)
    #expect(try Trainer(network: plain, dataset: dataset, options: options(epochs: 1)).run()?.samples == 65)
  }

  @Test("stop when a callback says so, with what was reached")
  func stopping() throws {
    let trainer = try Trainer(network: network(), dataset: SampleRows.dataset(), options: options(epochs: 5))
    let afterEpoch = try #require(try trainer.run(onEpoch: { $0.record.epoch == 2 ? .stop : .proceed }))
    #expect(afterEpoch.history.count == 2)
    #expect(afterEpoch.wasStopped)
    let withinEpoch = try #require(try trainer.run(onStep: { $0.epoch == 3 && $0.step == 4 ? .stop : .proceed }))
    #expect(withinEpoch.history.map(\.trainLoss) == afterEpoch.history.map(\.trainLoss))
    #expect(withinEpoch.last == afterEpoch.last)
    #expect(withinEpoch.wasStopped)
    #expect(try trainer.run(onStep: { _ in .stop }) == nil)
  }

  @Test("end in the middle of an epoch after as many steps as are allowed, and validate what was reached")
  func maxSteps() throws {
    var limited = options(epochs: 5)
    limited.maxSteps = 14
    var progress: [TrainingProgress] = []
    let trainer = try Trainer(network: network(), dataset: SampleRows.dataset(train: 300), options: limited)
    let result = try #require(
      try trainer.run(onStep: {
        progress.append($0)
        return .proceed
      }))
    #expect(result.ending == .steps)
    #expect(!result.wasStopped)
    #expect(result.history.count == 2)
    #expect(progress.map(\.step) == Array(1...10) + Array(1...4))
    #expect(progress.map(\.steps) == Array(repeating: 10, count: 10) + Array(repeating: 4, count: 4))
    #expect(progress.map(\.runStep) == Array(1...14))
    #expect(progress.allSatisfy { $0.runSteps == 14 })
    #expect(progress.last?.done == 1)
    #expect(result.samples == 300 + 4 * 32)
    #expect(try Evaluation(of: result.last, over: trainer.dataset.validation).loss == result.history[1].validationLoss)
  }

  @Test("with limits beyond all numbers end after their epochs")
  func hugeLimits() throws {
    var huge = options(epochs: 1)
    huge.maxSteps = .max
    let result = try Trainer(network: network(), dataset: SampleRows.dataset(), options: huge).run()
    #expect(result?.ending == .epochs)
    huge.epochs = .max
    huge.maxSteps = 3
    #expect(try Trainer(network: network(), dataset: SampleRows.dataset(), options: huge).run()?.ending == .steps)
  }

  @Test("end early when patience is over", arguments: [1, 3])
  func patience(patience: Int) throws {
    // A learning rate this small moves nothing but the running statistics, and those settle.
    var patient = options(epochs: 200, learningRate: 1e-30)
    patient.schedule = .constant
    patient.patience = patience
    let trainer = try Trainer(network: network(), dataset: SampleRows.dataset(), options: patient)
    let result = try #require(try trainer.run())
    #expect(result.ending == .patience)
    #expect(result.history.count == result.bestRecord.epoch + patience)
    let losses = result.history.map(\.validationLoss)
    for epoch in 1..<result.history.count {
      // Nowhere before were so many epochs in a row without a new lowest loss.
      let best = try #require(losses[..<epoch].min())
      let bestEpoch = try #require(losses.firstIndex(of: best))
      #expect(epoch - bestEpoch - 1 < patience)
    }
  }

  @Test("make one step of several batches, the last of an epoch of those that are left")
  func accumulation() throws {
    var accumulating = options(epochs: 2, batchSize: 10)
    accumulating.accumulatedBatches = 4
    var progress: [TrainingProgress] = []
    let trainer = try Trainer(network: network(), dataset: SampleRows.dataset(train: 95), options: accumulating)
    let result = try trainer.run(onStep: {
      progress.append($0)
      return .proceed
    })
    // 10 batches: 4, 4 and 2.
    #expect(progress.map(\.step) == [1, 2, 3, 1, 2, 3])
    #expect(progress.allSatisfy { $0.steps == 3 && $0.runSteps == 6 })
    #expect(result?.samples == 190)
    #expect(result?.last.stateDict.last { $0.name.hasSuffix("tracked") }?.values == .int64([20]))
  }

  @Test("shorten gradients whose norm is above the limit, and leave others alone")
  func clipping() throws {
    let plain = Network(try ModelDescription(name: "plain", text: "Linear(16, 5)"), seed: 0)
    func values(of network: Network) -> [Double] {
      network.stateDict.flatMap { tensor -> [Double] in
        guard case .float32(let values) = tensor.values else { return [] }
        return values.map { Double($0) }
      }
    }
    func change(limit: Double?) throws -> [Double] {
      var options = options(epochs: 1, batchSize: 300, learningRate: 1)
      options.optimizer = .sgd(momentum: 0, nesterov: false)
      options.gradientClipping = limit
      let result = try Trainer(network: plain, dataset: SampleRows.dataset(), options: options).run()
      return zip(values(of: plain), values(of: try #require(result?.last))).map { $1 - $0 }
    }
    let whole = try change(limit: nil)
    let norm = whole.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(norm > 0.1)
    #expect(try change(limit: norm * 1.01) == whole)
    for share in [0.9, 0.1, 0.001] {
      let clipped = try change(limit: norm * share)
      for (part, full) in zip(clipped, whole) { #expect(abs(part - full * share) < 1e-6) }
    }
  }

  @Test("with a warm-up take t/n of the schedule's learning rate in step t, and all of it from step n on")
  func warmUp() throws {
    func rates(_ warmupSteps: Int?) throws -> (steps: [Double], epochs: [Double]) {
      var options = options(learningRate: 1e-2)
      options.schedule = .step(period: 1, factor: 0.5)
      options.epochs = 2
      options.warmupSteps = warmupSteps
      let network = Network(try ModelDescription(name: "plain", text: "Linear(16, 5)"), seed: 0)
      var rates: [Double] = []
      let result = try Trainer(network: network, dataset: SampleRows.dataset(), options: options).run(
        onStep: {
          rates.append($0.learningRate)
          return .proceed
        })
      return (rates, try #require(result).history.map(\.learningRate))
    }
    let (plain, warm) = (try rates(nil), try rates(4))
    #expect(warm.epochs == plain.epochs)
    #expect(warm.steps.count == plain.steps.count)
    #expect(warm.steps.count > 8)
    for (index, (rate, full)) in zip(warm.steps, plain.steps).enumerated() {
      #expect(rate == full * min(1, Double(index + 1) / 4))
    }
    #expect(try rates(1) == plain)
  }

  @Test("that diverge say in which epoch and step, and at which learning rate", arguments: Optimizer.Name.allCases)
  func divergence(name: Optimizer.Name) throws {
    var options = options(learningRate: 1e38)
    var recipe = TrainingRecipe()
    recipe[.optimizer] = .word(name.rawValue)
    options.optimizer = try recipe.trainingOptions().optimizer
    options.schedule = .constant
    let plain = Network(try ModelDescription(name: "plain", text: "Linear(16, 5)\nReLU()\nLinear(5, 5)"), seed: 0)
    let trainer = try Trainer(network: plain, dataset: SampleRows.dataset(), options: options)
    let error = #expect(throws: TrainingError.self) { try trainer.run() }
    guard case .diverged(let epoch, let step?, let learningRate) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(epoch == 1)
    #expect((2...10).contains(step))
    #expect(learningRate == 1e38)
  }

  @Test("whose running statistics overflow are noticed at validation")
  func divergenceAtValidation() throws {
    let norm = BatchNorm1d(
      weight: [1, 1], bias: [0, 0], runningMean: [.infinity, 0], runningVariance: [1, 1])
    let network = try Network(name: "broken", layers: [.batchNorm1d(norm)])
    let dataset = SampleRows.dataset(features: 2, classes: 2)
    let trainer = try Trainer(network: network, dataset: dataset, options: options())
    let error = #expect(throws: TrainingError.self) { try trainer.run() }
    #expect(error == .diverged(epoch: 1, step: nil, learningRate: 1e-2))
  }

  @Test("that cannot begin are refused")
  func misfits() throws {
    func error(_ dataset: Dataset, batchSize: Int = 32) throws -> TrainingError? {
      let (network, options) = (try network(), options(batchSize: batchSize))
      return #expect(throws: TrainingError.self) {
        try Trainer(network: network, dataset: dataset, options: options)
      }
    }
    #expect(try error(SampleRows.dataset(features: 15)) == .featureCount(network: 16, rows: 15))
    #expect(try error(SampleRows.dataset(classes: 4)) == .classCount(outputs: 5, classes: 4))
    #expect(try error(SampleRows.dataset(train: 0)) == .noRows(part: "training"))
    #expect(try error(SampleRows.dataset(validation: 0)) == .noRows(part: "validation"))
    #expect(try error(SampleRows.dataset(), batchSize: 1) == .batchesTooSmall(batchSize: 1, rows: 300))
    #expect(try error(SampleRows.dataset(train: 1)) == .batchesTooSmall(batchSize: 32, rows: 1))
    #expect(
      try error(SampleRows.dataset(), batchSize: 0)
        == .option(name: "the batch size", value: "0", allowed: "1 to 1048576"))
  }
}
