import LNQTraining

/// What `lnq train` found out.
package struct TrainReport: Report, Codable, Equatable, Sendable {
  /// The epoch that `best.safetensors` holds.
  struct Best: Codable, Equatable, Sendable {
    /// Its number, from 1.
    var epoch: Int
    /// On the validation part.
    var validationAccuracy: Double
    /// On the validation part; the lowest of all epochs.
    var validationLoss: Double
  }

  /// Figures on the test part.
  struct Test: Codable, Equatable, Sendable {
    /// The share of rows whose largest output is their class.
    var accuracy: Double
    /// The mean cross-entropy.
    var loss: Double
    /// Of each class, with the rows of the confusion matrix; nil in runs of older versions.
    var classes: [ClassFigures]?
  }

  /// Where everything is.
  var runDirectory: String
  /// The model's name.
  var model: String
  /// The dataset's name.
  var dataset: String
  /// What has to be said about these rows.
  var notice: String?
  /// How many numbers were trained.
  var parameters: Int
  /// How many epochs were run.
  var epochs: Int
  /// How many steps were made in them.
  var steps: Int
  /// Why there were no more.
  var ending: TrainingEnding
  /// Training and validation, without loading the data.
  var seconds: Double
  /// Training rows a second, over the same time.
  var samplesPerSecond: Double
  /// The best epoch.
  var best: Best
  /// Of the best epoch's parameters.
  var test: Test
  /// Classes that the best network put no test row into.
  var neverChosen: [String]

  package var summary: Summary {
    var summary = Summary("\(model) trained on \(dataset)")
    summary.addWrapped("note", notice)
    summary.add("parameters", Figure.count(parameters))
    summary.add(
      "training",
      "\(Figure.counted(epochs, "epoch", "epochs")) in \(Figure.seconds(seconds)), "
        + Figure.rate(samplesPerSecond, of: "samples"))
    switch ending {
    case .epochs, .stopped: break
    case .steps: summary.add("ended", "after \(Figure.counted(steps, "step", "steps"))")
    case .patience:
      let waited = Figure.counted(epochs - best.epoch, "epoch", "epochs")
      summary.add("ended", "early, after \(waited) without a lower validation loss")
    }
    summary.add(
      "best epoch",
      "\(best.epoch), validation accuracy \(Figure.percent(best.validationAccuracy)), "
        + "loss \(Figure.loss(best.validationLoss))")
    summary.add("test", "accuracy \(Figure.percent(test.accuracy)), loss \(Figure.loss(test.loss))")
    if !neverChosen.isEmpty {
      summary.addWrapped(
        "warning",
        "no test row was put into \(neverChosen.joined(separator: ", ")): \(NeverChosen.reason); another --seed helps, or "
          + "more epochs")
    }
    summary.add("files", runDirectory)
    return summary
  }
}
