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
    #expect(options.seed == 0)
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
  }

  @Test("survive being written as JSON")
  func codable() throws {
    var options = TrainingOptions()
    options.optimizer = .sgd(momentum: 0.5, nesterov: false)
    options.schedule = .constant
    options.seed = .max
    let data = try JSONEncoder().encode(options)
    #expect(try JSONDecoder().decode(TrainingOptions.self, from: data) == options)
  }
}
