extension TrainingRecipe {
  /// Why a recipe makes no sense.
  public enum Problem: Error, Hashable, Sendable {
    /// An option that is for other choices than the one that was made.
    case unfit(Option, chooser: Option, choices: [String], chosen: String)
    /// A choice without an option that it needs.
    case lacks(Option, chooser: Option, chosen: String, meaning: String)
    /// A value out of range.
    case option(TrainingError)
  }

  /// What the recipe means, with the defaults for all that it does not set.
  ///
  /// - Throws: options that do not go together, and values out of range.
  public func trainingOptions() throws(Problem) -> TrainingOptions {
    for option in options {
      guard let use = option.use, !use.choices.contains(choice(use.chooser)) else { continue }
      throw .unfit(option, chooser: use.chooser, choices: use.choices, chosen: choice(use.chooser))
    }
    var options = TrainingOptions()
    options.optimizer = chosenOptimizer
    options.schedule = try chosenSchedule()
    options.sparsity = chosenSparsity
    if let epochs = count(.maxEpochs) { options.epochs = epochs }
    if let batchSize = count(.batchSize) { options.batchSize = batchSize }
    if let batches = count(.accumulateGradBatches) { options.accumulatedBatches = batches }
    if let learningRate = number(.learningRate) { options.learningRate = learningRate }
    if let weightDecay = number(.weightDecay) { options.weightDecay = weightDecay }
    if let labelSmoothing = number(.labelSmoothing) { options.labelSmoothing = labelSmoothing }
    if let seed { options.seed = seed }
    options.maxSteps = count(.maxSteps)
    options.patience = count(.patience)
    options.gradientClipping = number(.gradientClipVal)
    do {
      try options.check()
    } catch {
      throw .option(error)
    }
    return options
  }

  private var chosenOptimizer: Optimizer {
    let (beta1, beta2) = pair(.betas) ?? (0.9, 0.999)
    switch choice(.optimizer) {
    case "sgd":
      let momentum = number(.momentum) ?? 0.9
      return .sgd(momentum: momentum, nesterov: momentum != 0)
    case "adamw": return .adamW(beta1: beta1, beta2: beta2)
    default: return .adam(beta1: beta1, beta2: beta2)
    }
  }

  private func chosenSchedule() throws(Problem) -> LearningRateSchedule {
    let minimum = number(.etaMin) ?? 1e-6
    let chosen = choice(.scheduler)
    switch chosen {
    case "none": return .constant
    case "cosine-restarts":
      guard let period = count(.t0) else {
        throw .lacks(.t0, chooser: .scheduler, chosen: chosen, meaning: "the number of epochs until it begins anew")
      }
      return .cosineRestarts(minimum: minimum, period: period, factor: count(.tMult) ?? 1)
    case "step":
      guard let period = count(.stepSize) else {
        throw .lacks(
          .stepSize, chooser: .scheduler, chosen: chosen, meaning: "the number of epochs between two steps")
      }
      return .step(period: period, factor: number(.gamma) ?? 0.1)
    case "plateau":
      return .plateau(
        factor: number(.gamma) ?? 0.1, patience: count(.schedulerPatience) ?? 10, minimum: number(.etaMin) ?? 0)
    default: return .cosineAnnealing(minimum: minimum, period: count(.tMax))
    }
  }

  private var chosenSparsity: SparsityMethod? {
    let until = number(.sparsityUntil)
    let interval = count(.sparsityInterval)
    switch choice(.sparsity) {
    case "magnitude":
      return .magnitude(until: until ?? 0.5, interval: interval ?? 100)
    case "set":
      return .regrow(
        .random, dropFraction: number(.dropFraction) ?? 0.3, until: until ?? 0.75, interval: interval ?? 100)
    case "rigl":
      return .regrow(
        .gradient, dropFraction: number(.dropFraction) ?? 0.3, until: until ?? 0.75, interval: interval ?? 100)
    case "group-lasso":
      return .groupLasso(penalty: number(.groupPenalty) ?? 1, until: until ?? 0.5)
    default: return nil
    }
  }
}

extension TrainingRecipe.Problem {
  /// The sentence, as a command line spells options.
  public var commandLineSentence: String {
    sentence {
      $0.commandLineName
    } choice: {
      "\($0) \($1)"
    }
  }

  /// The sentence, as the notation spells options.
  var notationSentence: String {
    sentence {
      $0.rawValue
    } choice: {
      "\($0)='\($1)'"
    }
  }

  private func sentence(_ name: (TrainingRecipe.Option) -> String, choice: (String, String) -> String) -> String {
    switch self {
    case .unfit(let option, let chooser, let choices, let chosen):
      "\(name(option)) is for \(name(chooser)) \(choices.joined(separator: ", ")), not \(chosen)"
    case .lacks(let option, let chooser, let chosen, let meaning):
      "\(choice(name(chooser), chosen)) needs \(name(option)), \(meaning)"
    case .option(let error): "\(error)"
    }
  }
}
