import Foundation
import LNQTraining
import Testing

/// A run that `Benchmarks/pytorch/make_trainer_fixtures.py` repeated in PyTorch from the same seed.
struct TrainerRun: Decodable, Sendable, CustomTestStringConvertible {
  struct Step: Decodable {
    let stepSize: Int
    let gamma: Double

    enum CodingKeys: String, CodingKey {
      case stepSize = "step_size"
      case gamma
    }
  }

  let model: String
  let rows: Int
  let batchSize: Int
  let epochs: Int
  let learningRate: Double
  let seed: UInt64
  let accumulatedBatches: Int
  let labelSmoothing: Double
  let gradientClipping: Double?
  let schedule: Step?
  let losses: [Double]

  static let all: [TrainerRun] = {
    struct Runs: Decodable { let runs: [TrainerRun] }
    return (try? JSONDecoder().decode(Runs.self, from: Fixture.data("trainer-runs.json")).runs) ?? []
  }()

  var testDescription: String { "\(model), \(losses.count) steps of \(accumulatedBatches) batches" }

  var options: TrainingOptions {
    var options = TrainingOptions()
    options.learningRate = learningRate
    options.batchSize = batchSize
    options.epochs = epochs
    options.seed = seed
    options.accumulatedBatches = accumulatedBatches
    options.labelSmoothing = labelSmoothing
    options.gradientClipping = gradientClipping
    options.schedule = schedule.map { .step(period: $0.stepSize, factor: $0.gamma) } ?? .constant
    return options
  }
}

@Suite("Whole training runs agree with PyTorch's")
struct TrainerAgreementTests {
  @Test("there is one for each built-in model that PyTorch has all layers of, and more")
  func complete() throws {
    let models = TrainerRun.all.map(\.model)
    for model in BuiltInModel.allCases {
      let layers = try model.modelDescription().description
      guard !layers.contains("Quant"), !layers.contains("LUTLayer") else { continue }
      #expect(models.contains(model.name))
    }
    #expect(TrainerRun.all.contains { $0.gradientClipping != nil && $0.labelSmoothing > 0 && $0.schedule != nil })
  }

  @Test("each step's loss within 1e-3, from the seed alone", arguments: TrainerRun.all)
  func losses(run: TrainerRun) throws {
    let network = Network(try BuiltInModel.named(run.model).modelDescription(), seed: run.seed)
    var losses: [Double] = []
    _ = try Trainer(network: network, dataset: SampleRows.dataset(train: run.rows, seed: 1), options: run.options)
      .run(onStep: {
        losses.append($0.loss)
        return .proceed
      })
    #expect(losses.count == run.losses.count)
    for (loss, expected) in zip(losses, run.losses) { #expect(abs(loss / expected - 1) < 1e-3) }
  }
}
