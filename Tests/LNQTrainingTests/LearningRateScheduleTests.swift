import Foundation
import LNQTraining
import Testing

@Suite("Learning rate schedules")
struct LearningRateScheduleTests {
  private struct Runs: Decodable {
    struct Run: Decodable {
      let initial: Double
      let minimum: Double
      let epochs: Int
      let rates: [Double]
    }
    let runs: [Run]
  }

  @Test("Cosine annealing has PyTorch's rates")
  func cosine() throws {
    let runs = try JSONDecoder().decode(Runs.self, from: try Fixture.data("cosine-annealing.json")).runs
    #expect(runs.count == 3)
    for run in runs {
      #expect(run.rates.count == run.epochs)
      for (epoch, expected) in run.rates.enumerated() {
        let rate = LearningRateSchedule.cosineAnnealing(minimum: run.minimum)
          .learningRate(initial: run.initial, epoch: epoch, epochs: run.epochs)
        #expect(abs(rate / expected - 1) < 1e-10)
      }
    }
  }

  @Test("A constant rate stays")
  func constant() {
    for epoch in 0..<5 {
      #expect(LearningRateSchedule.constant.learningRate(initial: 0.3, epoch: epoch, epochs: 5) == 0.3)
    }
  }
}
