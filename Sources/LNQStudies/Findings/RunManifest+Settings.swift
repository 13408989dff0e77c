import Foundation
import LNQReport
import LNQTraining

extension RunManifest {
  /// How it was trained: every setting that has an influence, in the order of the manual.
  package var settings: [ReportFact] {
    let options = training.options
    var facts = [ReportFact("epochs", Figure.count(options.epochs))]
    func add(_ label: String, _ value: String?) {
      if let value { facts.append(ReportFact(label, value)) }
    }
    add("at most steps", options.maxSteps.map(Figure.count))
    add("patience", options.patience.map { Figure.counted($0, "epoch", "epochs") })
    add("batch size", Figure.count(options.batchSize))
    add("batches a step", options.accumulatedBatches == 1 ? nil : Figure.count(options.accumulatedBatches))
    add("learning rate", String(format: "%g", options.learningRate))
    add("schedule", options.schedule.text)
    add("optimizer", options.optimizer.text)
    add("weight decay", String(format: "%g", options.weightDecay))
    add("gradient's norm at most", options.gradientClipping.map { "\($0)" })
    add("label smoothing", options.labelSmoothing == 0 ? nil : "\(options.labelSmoothing)")
    add("began with", training.load)
    add("seed", "\(options.seed)")
    return facts
  }
}

extension Optimizer {
  /// Its name and what its user may choose.
  fileprivate var text: String {
    switch self {
    case .adam, .adamW: name
    case .sgd(let momentum, let nesterov): "sgd, momentum \(momentum)\(nesterov ? ", Nesterov" : "")"
    }
  }
}

extension LearningRateSchedule {
  /// Its name and its numbers.
  fileprivate var text: String {
    switch self {
    case .constant: "constant"
    case .cosineAnnealing(let minimum, let period):
      "cosine to \(minimum)" + (period.map { ", period \(Figure.counted($0, "epoch", "epochs"))" } ?? "")
    case .cosineRestarts(let minimum, let period, let factor):
      "cosine to \(minimum), again after \(Figure.counted(period, "epoch", "epochs")), each period \(factor) times as long"
    case .step(let period, let factor):
      "times \(factor) every \(Figure.counted(period, "epoch", "epochs"))"
    case .plateau(let factor, let patience, let minimum):
      "times \(factor) after \(Figure.counted(patience, "epoch", "epochs")) without progress, at least \(minimum)"
    }
  }
}
