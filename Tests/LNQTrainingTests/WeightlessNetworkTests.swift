import LNQData
import LNQRandom
import Testing

@testable import LNQTraining

@Suite("Weightless networks")
struct WeightlessNetworkTests {
  private func model(_ text: String) throws -> ModelDescription { try ModelDescription(name: "bits", text: text) }

  @Test(
    "are read from the notation, and print as it",
    arguments: [
      "Thermometer(8, 'distributive', features=16)",
      "Thermometer(8, 'uniform', features=16, range='thresholds', code_bits=6, keep=60)",
      "Thermometer(2, 'fixed', features=16, thresholds=(0.5, 64), range=(0, 255))",
    ])
  func notation(thermometer: String) throws {
    let second = "LUTLayer(20, n=4, mapping='candidates', candidates=8)"
    let text = "\(thermometer)\nLUTLayer(300)\n\(second)\nGroupSum(5, tau=2.5)\n"
    let model = try model(text)
    #expect(model.description == text)
    #expect(try self.model(model.description) == model)
    #expect((model.inputCount, model.outputCount) == (16, 5))
    guard case .luts(let first) = model.layers[1], case .luts(let second) = model.layers[2] else {
      Issue.record("\(model.layers)")
      return
    }
    #expect(second.inputCount == 300)
    #expect(first.inputCount == (thermometer.contains("keep") ? 60 : thermometer.contains("fixed") ? 32 : 128))
  }

  @Test(
    "that make no sense are refused with the line and what helps",
    arguments: [
      ("Thermometer(2)", "lacks features"), ("Thermometer(2, 'fixed', features=3)", "needs thresholds beside it"),
      ("Thermometer(2, features=3, thresholds=(1, 2))", "cannot stand together"),
      ("Thermometer(2, 'fixed', features=3, thresholds=(2, 1))", "2 ascending numbers"),
      ("Thermometer(2, features=3, range=(1, 0))", "two ascending numbers"),
      ("Thermometer(2, features=3, keep=7)", "1 to 6"), ("Thermometer(2, 'gray', features=3)", "'distributive' or"),
      ("Thermometer(2, features=3, range='codes')", "'thresholds' or two numbers"),
      ("Thermometer(2, features=3), LUTLayer(4, candidates=7)", "needs mapping='candidates' beside it"),
      ("Thermometer(2, features=3), LUTLayer(4, n=7)", "1 to 6"),
      ("Thermometer(2, features=3), LUTLayer(4), GroupSum(3)", "a divisor of the 4 tables"),
      ("Thermometer(2, features=3), LUTLayer(4)", "LUTLayer(4) cannot stand here"),
      ("Linear(3, 4), LUTLayer(4), GroupSum(2)", "cannot stand here"),
      ("Thermometer(2, features=3), LUTLayer(4), ReLU(), GroupSum(2)", "cannot stand here"),
      ("Residual(LUTLayer(4)), Linear(3, 2)", "cannot stand here"),
      ("Thermometer(256, features=256), LUTLayer(65536), GroupSum(2)", "at most 170"),
    ])
  func refusals(text: String, sentence: String) {
    let error = #expect(throws: ModelError.self) { try model(text) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(":1: ") == true)
  }

  @Test("options that have no effect are refused, and those that others alone have")
  func options() throws {
    func refusal(_ text: String, _ change: (inout TrainingOptions) -> Void) -> String? {
      #expect(throws: TrainingError.self) {
        var options = TrainingOptions()
        change(&options)
        _ = try Trainer(
          network: Network(model(text), seed: 1), dataset: SampleRows.dataset(train: 50), options: options)
      }?.description
    }
    #expect(refusal(WeightlessSample.text) { $0.optimizer = .lion() }?.contains("choose adam") == true)
    #expect(refusal(WeightlessSample.text) { $0.weightDecay = 0.1 }?.contains("leave it out") == true)
    #expect(refusal(WeightlessSample.text) { $0.accumulatedBatches = 2 }?.contains("leave it out") == true)
    #expect(
      refusal(WeightlessSample.text) { $0.selectThresholds = 65 }?.contains("at most the thermometer's 64") == true)
    let other = WeightlessSample.text.replacing("features=16", with: "features=15")
    #expect(refusal(other) { $0.augment = .shift } != nil)
    for change: (inout TrainingOptions) -> Void in [
      { $0.augment = .shift }, { $0.sharpness = 3 }, { $0.estimator = .sigmoid },
      { $0.mappingInterval = 2 }, { $0.mappingRate = 1 },
      { $0.selectThresholds = 3 },
    ] {
      #expect(refusal("Linear(16, 5)", change)?.contains("is for networks with a Thermometer") == true)
    }
  }

  @Test("thresholds lie between codes, as many rows between neighbours where the rows are spread evenly")
  func thresholds() throws {
    let rows = LabelledRows(
      featureCount: 2, features: (0..<256).flatMap { [Float($0), Float($0 * $0)] },
      labels: (0..<256).map { Int32($0 % 2) })
    let dataset = Dataset(
      name: "squares", featureNames: ["x", "y"], classNames: ["a", "b"], train: rows, validation: rows, test: rows,
      standardization: Standardization(scale: 1, featureCount: 2),
      provenance: Provenance(source: "a test", sha256: "abc", notice: nil))
    func thermometer(_ text: String) throws -> Thermometer {
      let network = Network(try model(text + ", LUTLayer(2), GroupSum(2)"), seed: 1).fitted(to: dataset)
      return try #require(Thermometer(network, at: network.places[0]))
    }
    let quantiles = try thermometer("Thermometer(3, features=2)")
    #expect(quantiles.codes[..<3] == [64, 128, 192])
    // Of the squares the row with this code or a lower one is a quarter, a half, three quarters of all.
    for (code, row) in zip(quantiles.codes[3...], [64, 128, 192]) {
      #expect(code == Int((Double(row * row) / 255).rounded()))
    }
    #expect(quantiles.threshold(0) == 64.5)
    #expect(try thermometer("Thermometer(3, 'uniform', features=2)").codes == [63, 127, 191, 63, 127, 191])
    let close = try thermometer("Thermometer(3, features=2, range='thresholds', code_bits=4)")
    #expect(close.codes[..<3] == [0, 7, 14])
    for (bit, threshold) in [64.5, 128.5, 192.5].enumerated() {
      #expect(abs(close.threshold(bit) - Float(threshold)) < 1e-4)
    }
    // Without the third one the codes of x end above the second; nothing is kept of its square, which stays.
    let closer = close.keeping([0, 1])
    #expect(closer.codes[..<2] == [0, 14] && closer.codes[3...] == close.codes[3...] && closer.kept == [0, 1])
    #expect(abs(closer.threshold(1) - 128.5) < 1e-4)
    let fixed = try thermometer("Thermometer(1, 'fixed', features=2, thresholds=(127.5,), range=(0, 255))")
    #expect(fixed.codes == [127, 127] && fixed.threshold(1) == 127.5)
    // 255 distinct codes, but only 255 thresholds between them: the last is never reached.
    #expect(try thermometer("Thermometer(1, features=2, keep=1)").kept == [0])
  }

  @Test("a selection keeps the thresholds that a wide network reads most, and is drawn from the seed alone")
  func selection() throws {
    let trainer = try WeightlessSample.trainer { $0.selectThresholds = 10 }
    #expect(trainer.network.modelText.contains("keep=10"))
    let selected = try #require(try trainer.selectingThresholds(threads: 1) { _ in .proceed } ?? nil)
    let (before, after) = (
      try #require(Thermometer(trainer.network, at: trainer.network.places[0])),
      try #require(Thermometer(selected.network, at: selected.network.places[0]))
    )
    #expect(after.kept.count == 10 && after.kept == after.kept.sorted() && after.kept != before.kept)
    #expect(after.codes == before.codes)
    #expect(
      try #require(try trainer.selectingThresholds(threads: 1) { _ in .proceed } ?? nil).network == selected.network)
    // A step of the selection can stop the run; what it selected is a state to go on from.
    var (steps, states) = (0, [TrainingState]())
    let stopped = try trainer.run(
      onSelection: { _ in
        steps += 1
        return steps == 3 ? .stop : .proceed
      }, onSelected: { states.append($0) }, onStop: { states.append($0) })
    #expect(stopped == nil && steps == 3 && states.isEmpty)
    let whole = try #require(try trainer.run(onSelected: { states.append($0) }))
    #expect(states.count == 1)
    #expect(try #require(try trainer.run(from: states.first)).best == whole.best)
    #expect(try #require(try trainer.run()).best.places[0].layer == trainer.network.places[0].layer)
  }

  @Test("the best epoch is the one with the highest accuracy of the bits")
  func best() throws {
    let result = try #require(try WeightlessSample.trainer { $0.epochs = 12 }.run())
    let accuracies = result.history.map(\.validationAccuracy)
    #expect(result.bestRecord.epoch == 1 + (accuracies.firstIndex(of: accuracies.max() ?? 0) ?? -1))
    #expect(result.bestRecord.validationAccuracy > 0.5)
  }

  @Test("classes win ties in the order that has most rows right")
  func ties() throws {
    let trainer = try WeightlessSample.trainer()
    let network = try #require(try trainer.run()).last
    let parts = try #require(network.weightless)
    let executor = try #require(BitExecutor(network, batchSize: 64))
    func right(_ biases: [Float]) throws -> Int {
      for (index, bias) in zip(parts.sum.place.tensors[0].range, biases) { executor.runningStatistics[index] = bias }
      var correct = 0
      try executor.forEachBatch(of: trainer.dataset.validation) { correct += $1.correct }
      return correct
    }
    try executor.endEpoch(validation: trainer.dataset.validation)
    let chosen = executor.runningStatistics.values.suffix(5)
    #expect(Set(chosen).count == 5 && chosen.allSatisfy { (0..<1).contains($0) })
    let best = try right(Array(chosen))
    for first in 0..<5 {
      #expect(try right((0..<5).map { $0 == first ? 0.5 : 0 }) <= best)
    }
  }

  @Test(
    "go on from a saved state as if they had never been stopped",
    arguments: [WeightlessSample.text, WeightlessSample.deep])
  func resumption(text: String) throws {
    let trainer = try WeightlessSample.trainer(text) {
      $0.selectThresholds = 30
      $0.augment = .shift
      $0.mappingInterval = 3
    }
    let whole = try #require(try trainer.run())
    for step in [1, 5, 10, 27, 40] {
      var stopped: TrainingState?
      _ = try trainer.run(onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { stopped = $0 })
      let saved = SavedTraining(try #require(stopped), dataset: trainer.dataset, seed: 9, lnqVersion: "1")
      let read = try SavedTraining(bytes: saved.serialized(), file: "resume.safetensors")
      #expect(read == saved)
      let result = try #require(try trainer.run(from: read.state))
      #expect(result.best == whole.best && result.last == whole.last)
      #expect(result.bestRecord.epoch == whole.bestRecord.epoch)
    }
  }
}
