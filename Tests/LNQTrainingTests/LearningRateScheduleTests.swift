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

  private struct Fixtures: Decodable {
    struct Run: Decodable {
      let schedule: String
      let minimum: Double?
      let period: Int?
      let factor: Double?
      let patience: Int?
      let initial: Double
      let epochs: Int
      let losses: [Double]?
      let rates: [Double]

      var lnq: LearningRateSchedule? {
        switch schedule {
        case "cosine": .cosineAnnealing(minimum: minimum ?? 0, period: period)
        case "cosine-restarts":
          .cosineRestarts(minimum: minimum ?? 0, period: period ?? 0, factor: factor.map { Int($0) } ?? 0)
        case "step": .step(period: period ?? 0, factor: factor ?? 0)
        case "plateau": .plateau(factor: factor ?? 0, patience: patience ?? 0, minimum: minimum ?? 0)
        default: nil
        }
      }
    }
    let runs: [Run]
  }

  @Test("Every schedule has PyTorch's rates, also beyond its period")
  func schedules() throws {
    let runs = try JSONDecoder().decode(Fixtures.self, from: try Fixture.data("schedules.json")).runs
    #expect(Set(runs.map(\.schedule)) == Set(LearningRateSchedule.Name.names).subtracting(["none"]))
    for run in runs {
      let schedule = try #require(run.lnq)
      #expect(schedule.name.rawValue == run.schedule)
      #expect(run.rates.count == run.epochs)
      for (epoch, expected) in run.rates.enumerated() {
        let rate = schedule.learningRate(
          initial: run.initial, epoch: epoch, epochs: run.epochs,
          validationLosses: Array((run.losses ?? []).prefix(epoch))
        )
        // PyTorch multiplies epoch by epoch where there is a closed form.
        #expect(abs(rate - expected) < 1e-10 * run.initial, "\(run.schedule), epoch \(epoch)")
      }
    }
  }

  @Test("Restarts whose periods grow beyond all numbers do not overflow")
  func longPeriods() {
    let schedule = LearningRateSchedule.cosineRestarts(minimum: 0, period: 3, factor: .max / 2)
    #expect(schedule.learningRate(initial: 1, epoch: 3, epochs: 5) == 1)
    #expect(schedule.learningRate(initial: 1, epoch: 1_000_000, epochs: 5) > 0.99)
  }

  @Test("A constant rate stays")
  func constant() {
    for epoch in 0..<5 {
      #expect(LearningRateSchedule.constant.learningRate(initial: 0.3, epoch: epoch, epochs: 5) == 0.3)
    }
  }
}
