import ArgumentParser
import LNQTraining
import LNQStudies

/// The options of `lnq train` that a sweep takes a list of values for. All are text here; what they mean, and whether it makes
/// sense, `TrainingArguments` says.
struct SweptOptions: ParsableArguments {
  @Option(help: .listed("How many times every training row is seen"))
  var maxEpochs: ValueList?

  @Option(help: .listed("After how many steps a run ends at the latest"))
  var maxSteps: ValueList?

  @Option(help: .listed("After how many epochs without a lower validation loss a run ends"))
  var patience: ValueList?

  @Option(help: .listed("Rows a batch"))
  var batchSize: ValueList?

  @Option(help: .listed("Batches a step"))
  var accumulateGradBatches: ValueList?

  @Option(help: .listed("The learning rate of the first epoch"))
  var learningRate: ValueList?

  @Option(help: .listed("adam, adamw or sgd"))
  var optimizer: ValueList?

  @Option(help: .listed("The two betas of adam and adamw, with a colon between them: 0.9:0.999,0.5:0.999"))
  var betas: ValueList?

  @Option(help: .listed("The momentum of sgd"))
  var momentum: ValueList?

  @Option(help: .listed("The weight decay"))
  var weightDecay: ValueList?

  @Option(help: .listed("The largest 2-norm of a step's gradient"))
  var gradientClipVal: ValueList?

  @Option(help: .listed("The share of the label that is divided among all classes"))
  var labelSmoothing: ValueList?

  @Option(help: .listed("none, cosine, cosine-restarts, step or plateau"))
  var scheduler: ValueList?

  @Option(help: .listed("The smallest learning rate"))
  var etaMin: ValueList?

  @Option(help: .listed("In how many epochs cosine gets to the smallest rate"))
  var tMax: ValueList?

  @Option(help: .listed("After how many epochs cosine-restarts begins anew"))
  var t0: ValueList?

  @Option(help: .listed("How many times as long each period of cosine-restarts is as the one before"))
  var tMult: ValueList?

  @Option(help: .listed("After how many epochs step multiplies the rate"))
  var stepSize: ValueList?

  @Option(help: .listed("What step and plateau multiply the rate by"))
  var gamma: ValueList?

  @Option(help: .listed("How many epochs without a lower validation loss plateau waits for"))
  var schedulerPatience: ValueList?

  @Option(help: .listed("random, magnitude, set, rigl or group-lasso: how inputs of a fan_in are found"))
  var sparsity: ValueList?

  @Option(help: .listed("The share of all steps after which connections stay"))
  var sparsityUntil: ValueList?

  @Option(help: .listed("Every how many steps connections change"))
  var sparsityInterval: ValueList?

  @Option(help: .listed("The share of an output's connections that is exchanged at first"))
  var dropFraction: ValueList?

  @Option(help: .listed("How strongly group-lasso pulls all but the strongest weights to 0"))
  var groupPenalty: ValueList?

  /// An option, the values that were given for it, and what `lnq train` has without it; nil where that is nothing, or
  /// depends on another option.
  struct Listed {
    let name: String
    let list: ValueList?
    let standard: String?
  }

  /// All of them.
  var all: [Listed] {
    [
      Listed(name: "max-epochs", list: maxEpochs, standard: "20"),
      Listed(name: "max-steps", list: maxSteps, standard: nil),
      Listed(name: "patience", list: patience, standard: nil),
      Listed(name: "batch-size", list: batchSize, standard: "128"),
      Listed(name: "accumulate-grad-batches", list: accumulateGradBatches, standard: "1"),
      Listed(name: "learning-rate", list: learningRate, standard: "1e-5"),
      Listed(name: "optimizer", list: optimizer, standard: "adam"),
      Listed(name: "betas", list: betas, standard: "0.9:0.999"),
      Listed(name: "momentum", list: momentum, standard: "0.9"),
      Listed(name: "weight-decay", list: weightDecay, standard: "0"),
      Listed(name: "gradient-clip-val", list: gradientClipVal, standard: nil),
      Listed(name: "label-smoothing", list: labelSmoothing, standard: "0"),
      Listed(name: "scheduler", list: scheduler, standard: "cosine"),
      Listed(name: "eta-min", list: etaMin, standard: nil),
      Listed(name: "t-max", list: tMax, standard: nil),
      Listed(name: "t0", list: t0, standard: nil),
      Listed(name: "t-mult", list: tMult, standard: "1"),
      Listed(name: "step-size", list: stepSize, standard: nil),
      Listed(name: "gamma", list: gamma, standard: "0.1"),
      Listed(name: "scheduler-patience", list: schedulerPatience, standard: "10"),
      Listed(name: "sparsity", list: sparsity, standard: "random"),
      Listed(name: "sparsity-until", list: sparsityUntil, standard: nil),
      Listed(name: "sparsity-interval", list: sparsityInterval, standard: "100"),
      Listed(name: "drop-fraction", list: dropFraction, standard: "0.3"),
      Listed(name: "group-penalty", list: groupPenalty, standard: "1"),
    ]
  }

  /// Those that were given.
  var options: [StudyOption] {
    all.compactMap { listed in listed.list.map { StudyOption(name: listed.name, values: $0.values) } }
  }

  /// The value that each option that was given has while another one is varied: what `chosen` says, else what `lnq train` has
  /// for all models of the study (their recipe's value or its own) where the list has it too, else the first of the list.
  ///
  /// - Throws: `CommandError.usage` for a choice that is not in its option's list.
  func baseline(_ chosen: [StudySetting], recipes: [TrainingRecipe]) throws -> [StudySetting] {
    for choice in chosen where !options.contains(where: { $0.name == choice.option }) {
      throw CommandError.usage("--baseline \(choice.option): no list is given for --\(choice.option)")
    }
    return try all.compactMap { listed in
      guard let values = listed.list?.values else { return nil }
      func find(_ wanted: String) -> String? { values.first { ValueList.areSame($0, wanted) } }
      if let choice = chosen.last(where: { $0.option == listed.name }) {
        guard let value = find(choice.value) else {
          throw CommandError.usage(
            "--baseline \(listed.name)=\(choice.value): the list of --\(listed.name) has no \(choice.value)")
        }
        return StudySetting(option: listed.name, value: value)
      }
      return StudySetting(option: listed.name, value: listed.standard(for: recipes).flatMap(find) ?? values[0])
    }
  }
}

extension SweptOptions.Listed {
  /// What training has without the option, the same for models with all of these recipes; nil where they differ.
  fileprivate func standard(for recipes: [TrainingRecipe]) -> String? {
    let option = TrainingRecipe.Option.allCases.first { $0.commandLineName == "--\(name)" }
    let standards = recipes.map { recipe in option.flatMap { recipe[$0]?.text } ?? standard }
    guard let first = standards.first else { return standard }
    return standards.allSatisfy { $0 == first } ? first : nil
  }
}

extension TrainingRecipe.Value {
  /// As a list of a sweep has it.
  fileprivate var text: String {
    switch self {
    case .count(let count): "\(count)"
    case .seed(let seed): "\(seed)"
    case .number(let number): "\(number)"
    case .pair(let first, let second): "\(first):\(second)"
    case .word(let word): word
    }
  }
}

extension ArgumentHelp {
  fileprivate static func listed(_ abstract: String) -> ArgumentHelp { ArgumentHelp("\(abstract).", valueName: "list") }
}
