import LNQTraining

/// What `lnq train` found out.
public struct TrainReport: Report, Codable, Equatable, Sendable {
  /// The epoch that `best.safetensors` holds.
  public struct Best: Codable, Equatable, Sendable {
    /// Its number, from 1.
    public var epoch: Int
    /// On the validation part.
    public var validationAccuracy: Double
    /// On the validation part; the lowest of all epochs.
    public var validationLoss: Double
  }

  /// Figures on the test part.
  public struct Test: Codable, Equatable, Sendable {
    /// The share of rows whose largest output is their class.
    public var accuracy: Double
    /// The mean cross-entropy.
    public var loss: Double
    /// Of each class, with the rows of the confusion matrix; nil in runs of older versions.
    public var classes: [ClassFigures]?
  }

  /// Where everything is.
  public var runDirectory: String
  /// The model's name.
  public var model: String
  /// The dataset's name.
  public var dataset: String
  /// What has to be said about these rows.
  public var notice: String?
  /// How many numbers were trained.
  public var parameters: Int
  /// How many epochs were run.
  public var epochs: Int
  /// How many steps were made in them.
  public var steps: Int
  /// Why there were no more.
  public var ending: TrainingEnding
  /// Training and validation, without loading the data.
  public var seconds: Double
  /// Training rows a second, over the same time.
  public var samplesPerSecond: Double
  /// The best epoch.
  public var best: Best
  /// Of the best epoch's parameters.
  public var test: Test
  /// Classes that the best network put no test row into.
  public var neverChosen: [String]

  var summary: Summary {
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
