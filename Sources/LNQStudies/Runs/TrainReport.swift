import LNQText
import LNQTraining

/// What `lnq train` found out.
package struct TrainReport: VerbReport, Codable, Equatable, Sendable {
  /// The epoch that `best.safetensors` holds.
  struct Best: Codable, Equatable, Sendable {
    /// Its number, from 1.
    @Count var epoch: Int
    /// On the validation part.
    var validationAccuracy: Double
    /// On the validation part; the lowest of all epochs.
    var validationLoss: Double
  }

  /// The edges of additive layers.
  struct Edges: Codable, Equatable, Sendable {
    /// How many pruning has left.
    @Count var left: Int
    /// How many there were.
    @Count var all: Int

    /// Of the best network; nil without additive layers.
    init?(_ network: Network) {
      guard let edges = network.edgeCount else { return nil }
      (left, all) = (edges.left, edges.all)
    }
  }

  /// The widths that quantizers have learned.
  struct Widths: Codable, Equatable, Sendable {
    /// How many there are.
    @Count var count: Int
    /// How many of them are 0.
    @Count var pruned: Int
    /// Their mean.
    var meanBits: Double
    /// What `cost='luts'` counts: an estimate of the LUTs by the widths alone.
    var estimatedLuts: Double

    /// Of the best network; nil where no width is learned.
    init?(_ network: Network) {
      let widths = network.learnedWidths
      guard !widths.isEmpty else { return nil }
      (count, pruned) = (widths.count, widths.count { $0 == 0 })
      meanBits = Double(widths.reduce(0, +)) / Double(widths.count)
      estimatedLuts = network.estimatedLUTs
    }

    /// `48, 2.4 bits in the mean, 5 of them pruned; about 212 LUTs by their estimate`.
    var text: String {
      "\(NumberText.count(count)), \(NumberText.rounded(meanBits)) bits in the mean, \(NumberText.count(pruned)) of them 0; "
        + "about \(NumberText.count(Int(estimatedLuts.rounded()))) LUTs by the estimate of cost luts"
    }
  }

  /// How the network stood at the end of the run.
  package struct Last: Codable, Equatable, Sendable {
    /// On the validation part, after the last epoch.
    package var validationAccuracy: Double
    /// On the validation part, after the last epoch.
    package var validationLoss: Double
    /// The share of the last step's rows that were classified correctly, before it was made.
    package var trainingAccuracy: Double
    /// The mean loss of these rows.
    package var trainingLoss: Double
  }

  /// A class whose output was drawn anew.
  struct Revived: Codable, Equatable, Sendable {
    /// After how many epochs.
    @Count var epoch: Int
    /// The class.
    var name: String
  }

  /// Figures on the test part.
  struct Test: Codable, Equatable, Sendable {
    /// The share of rows whose largest output is their class.
    var accuracy: Double
    /// The mean cross-entropy.
    var loss: Double
    /// Of each class, with the rows of the confusion matrix; nil in runs of older versions.
    var classes: [ClassFigures]?

    enum CodingKeys: String, CodingKey {
      case accuracy, loss, classes
    }
  }

  /// Where everything is.
  var runDirectory: String
  /// The model's name.
  var model: String
  /// The dataset's name.
  var dataset: String
  /// What has to be said about these rows.
  var notice: String?
  /// What the rows are and how they were read; nil in runs of older versions.
  var data: DatasetFacts?
  /// How many numbers were trained.
  @Count var parameters: Int
  /// How many edges are left; nil without additive layers.
  var edges: Edges?
  /// What widths were learned; nil where none is.
  var widths: Widths?
  /// How many epochs were run.
  @Count var epochs: Int
  /// How many steps were made in them.
  @Count var steps: Int
  /// Why there were no more.
  var ending: TrainingEnding
  /// Training and validation, without loading the data.
  var seconds: Double
  /// Training rows a second, over the same time.
  var samplesPerSecond: Double
  /// The best epoch.
  var best: Best
  /// The last epoch and the last step; nil in runs of older versions.
  package var last: Last?
  /// Of the best epoch's parameters.
  var test: Test
  /// Classes that the best network put no test row into.
  package var neverChosen: [String]
  /// The classes whose outputs were drawn anew; nil where none was.
  var revived: [Revived]?
  /// What is worth trying next; nil where nothing is known.
  var advice: String?

  package var summary: Summary {
    var summary = Summary("\(model) trained on \(dataset)")
    summary.add("note", notice)
    if let data { summary.add(data) }
    summary.add("parameters", NumberText.count(parameters))
    if let edges { summary.add("edges", "\(NumberText.count(edges.left)) of \(NumberText.count(edges.all))") }
    summary.add("widths", widths?.text)
    summary.add(
      "training",
      "\(NumberText.counted(epochs, "epoch", "epochs")) in \(NumberText.seconds(seconds)), "
        + NumberText.rate(samplesPerSecond, of: "samples"))
    switch ending {
    case .epochs, .stopped: break
    case .steps: summary.add("ended", "after \(NumberText.counted(steps, "step", "steps"))")
    case .patience:
      let waited = NumberText.counted(epochs - best.epoch, "epoch", "epochs")
      summary.add("ended", "early, after \(waited) without a lower validation loss")
    }
    summary.add(
      "best epoch",
      "\(best.epoch), validation accuracy \(NumberText.percent(best.validationAccuracy)), "
        + "loss \(NumberText.loss(best.validationLoss))")
    if let last {
      summary.add(
        "at the end",
        "validation accuracy \(NumberText.percent(last.validationAccuracy)), loss \(NumberText.loss(last.validationLoss)); "
          + "training accuracy \(NumberText.percent(last.trainingAccuracy)) in the last step")
    }
    summary.add("test", "accuracy \(NumberText.percent(test.accuracy)), loss \(NumberText.loss(test.loss))")
    if let revived {
      summary.add("drawn anew", revived.map { "\($0.name) after epoch \($0.epoch)" }.joined(separator: ", "))
    }
    summary.add("warning", LostClasses.warning(neverChosen))
    summary.add("advice", advice)
    summary.add("files", runDirectory)
    return summary
  }
}

extension TrainReport.Test {
  /// Reads what the synthesised `encode` writes.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    accuracy = try container.decode(Double.self, forKey: .accuracy)
    loss = try container.decode(Double.self, forKey: .loss)
    guard container.contains(.classes), try !container.decodeNil(forKey: .classes) else { return }
    var list = try container.nestedUnkeyedContainer(forKey: .classes)
    classes = try ClassFigures.decode(from: &list)
  }
}
