import Foundation
import LNQTraining
import Testing

@Suite("Training options")
struct TrainingOptionsTests {
  @Test("start as those of `ch train`")
  func defaults() throws {
    let options = TrainingOptions()
    #expect(options.optimizer == .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
    #expect(options.learningRate == 1e-5)
    #expect(options.weightDecay == 0)
    #expect(options.epochs == 20)
    #expect(options.batchSize == 128)
    #expect(options.schedule == .cosineAnnealing(minimum: 1e-6))
    #expect(options.seed == 1)
    #expect(options.maxSteps == nil)
    #expect(options.patience == nil)
    #expect(options.accumulatedBatches == 1)
    #expect(options.gradientClipping == nil)
    #expect(options.labelSmoothing == 0)
    #expect(options.warmupSteps == nil)
    try options.check()
  }

  @Test("out of range are refused")
  func ranges() {
    func sentence(_ change: (inout TrainingOptions) -> Void) -> String? {
      var options = TrainingOptions()
      change(&options)
      return #expect(throws: TrainingError.self) { try options.check() }?.description
    }
    #expect(sentence { $0.learningRate = 0 } == "the learning rate is 0.0, but has to be greater than 0")
    #expect(sentence { $0.learningRate = .infinity } == "the learning rate is inf, but has to be greater than 0")
    #expect(sentence { $0.weightDecay = -1 } == "the weight decay is -1.0, but has to be 0 or more")
    #expect(sentence { $0.epochs = 0 } == "the number of epochs is 0, but has to be 1 or more")
    #expect(sentence { $0.batchSize = 0 } == "the batch size is 0, but has to be 1 to 1048576")
    #expect(sentence { $0.batchSize = 1 << 21 } == "the batch size is 2097152, but has to be 1 to 1048576")
    #expect(
      sentence { $0.schedule = .cosineAnnealing(minimum: -1) }
        == "the smallest learning rate is -1.0, but has to be 0 or more")
    #expect(sentence { $0.maxSteps = 0 } == "the number of steps is 0, but has to be 1 or more")
    #expect(sentence { $0.patience = 0 } == "the patience is 0, but has to be 1 or more")
    #expect(
      sentence { $0.accumulatedBatches = 0 } == "the number of accumulated batches is 0, but has to be 1 or more")
    #expect(sentence { $0.warmupSteps = 0 } == "the number of warm-up steps is 0, but has to be 1 or more")
    for (norm, spelled) in [(0.0, "0.0"), (.nan, "nan"), (.infinity, "inf"), (-1, "-1.0")] {
      #expect(
        sentence { $0.gradientClipping = norm }
          == "the largest norm of the gradient is \(spelled), but has to be greater than 0")
    }
    for (share, spelled) in [(-0.1, "-0.1"), (1.5, "1.5"), (.nan, "nan")] {
      #expect(
        sentence { $0.labelSmoothing = share } == "the label smoothing is \(spelled), but has to be 0 to 1")
    }
  }

  @Test(
    "refuse schedules out of range",
    arguments: [
      (
        LearningRateSchedule.cosineAnnealing(minimum: .nan),
        "the smallest learning rate is nan, but has to be 0 or more"
      ),
      (
        .cosineAnnealing(minimum: 0, period: 0), "the period of the learning rate is 0, but has to be 1 or more"
      ),
      (
        .cosineRestarts(minimum: -1, period: 1), "the smallest learning rate is -1.0, but has to be 0 or more"
      ),
      (.cosineRestarts(minimum: 0, period: 0), "the period of the learning rate is 0, but has to be 1 or more"),
      (
        .cosineRestarts(minimum: 0, period: 1, factor: 0), "the factor of the period is 0, but has to be 1 or more"
      ),
      (.step(period: 0), "the period of the learning rate is 0, but has to be 1 or more"),
      (
        .step(period: 1, factor: 0),
        "the factor of the learning rate is 0.0, but has to be greater than 0 and at most 1"
      ),
      (
        .plateau(factor: 1), "the factor of the learning rate is 1.0, but has to be greater than 0 and less than 1"
      ),
      (.plateau(patience: -1), "the patience of the learning rate is -1, but has to be 0 or more"),
      (.plateau(minimum: .infinity), "the smallest learning rate is inf, but has to be 0 or more"),
    ])
  func schedules(schedule: LearningRateSchedule, sentence: String) {
    var options = TrainingOptions()
    options.schedule = schedule
    #expect(#expect(throws: TrainingError.self) { try options.check() }?.description == sentence)
  }

  @Test("survive being written as JSON")
  func codable() throws {
    var options = TrainingOptions()
    options.optimizer = .sgd(momentum: 0.5, nesterov: false)
    options.schedule = .plateau(factor: 0.3, patience: 4, minimum: 1e-9)
    options.maxSteps = 12
    options.gradientClipping = 0.5
    options.seed = .max
    let data = try JSONEncoder().encode(options)
    #expect(try JSONDecoder().decode(TrainingOptions.self, from: data) == options)
    // Runs from before there was a warm-up have no such key, and those without one have none either.
    #expect(!String(decoding: data, as: UTF8.self).contains("warmup"))
    options.warmupSteps = 3
    #expect(try JSONDecoder().decode(TrainingOptions.self, from: JSONEncoder().encode(options)) == options)
  }
}
