extension TrainingRecipe {
  /// The options that a recipe can set. The raw value is the keyword of the notation; on a command line it is spelled
  /// with dashes.
  public enum Option: String, CaseIterable, Sendable, Hashable {
    /// The dataset that is meant when none is named.
    case dataset
    /// How many times every training row is seen.
    case maxEpochs = "max_epochs"
    /// After how many steps the run ends.
    case maxSteps = "max_steps"
    /// After how many epochs without a lower validation loss the run ends.
    case patience
    /// Rows a batch.
    case batchSize = "batch_size"
    /// Batches a step.
    case accumulateGradBatches = "accumulate_grad_batches"
    /// η of the first epoch.
    case learningRate = "learning_rate"
    /// `adam`, `adamw` or `sgd`.
    case optimizer
    /// β₁ and β₂ of adam and adamw.
    case betas
    /// μ of sgd.
    case momentum
    /// λ.
    case weightDecay = "weight_decay"
    /// The largest norm of a step's gradient.
    case gradientClipVal = "gradient_clip_val"
    /// ε of label smoothing.
    case labelSmoothing = "label_smoothing"
    /// One of `LearningRateSchedule.names`.
    case scheduler
    /// The smallest learning rate.
    case etaMin = "eta_min"
    /// The period of cosine.
    case tMax = "t_max"
    /// The first period of cosine-restarts.
    case t0
    /// The factor between its periods.
    case tMult = "t_mult"
    /// The period of step.
    case stepSize = "step_size"
    /// The factor of step and plateau.
    case gamma
    /// How long plateau waits.
    case schedulerPatience = "scheduler_patience"
    /// One of `SparsityMethod.names`.
    case sparsity
    /// Until which share of the steps connections change.
    case sparsityUntil = "sparsity_until"
    /// Every how many steps connections change.
    case sparsityInterval = "sparsity_interval"
    /// The share of the connections that is exchanged at first.
    case dropFraction = "drop_fraction"
    /// The strength of the group penalty.
    case groupPenalty = "group_penalty"
    /// What everything random is drawn from.
    case seed

    /// `--max-epochs`.
    public var commandLineName: String { "--" + rawValue.replacing("_", with: "-") }

    /// What kind of value it takes.
    enum Kind {
      case count, seed, number, pair
      /// One of these words; any word when there is none.
      case word([String])
    }

    var kind: Kind {
      switch self {
      case .dataset: .word([])
      case .optimizer: .word(Optimizer.names)
      case .scheduler: .word(LearningRateSchedule.names)
      case .sparsity: .word(SparsityMethod.names)
      case .maxEpochs, .maxSteps, .patience, .batchSize, .accumulateGradBatches, .tMax, .t0, .tMult, .stepSize,
        .schedulerPatience, .sparsityInterval:
        .count
      case .learningRate, .momentum, .weightDecay, .gradientClipVal, .labelSmoothing, .etaMin, .gamma,
        .sparsityUntil, .dropFraction, .groupPenalty:
        .number
      case .betas: .pair
      case .seed: .seed
      }
    }

    /// The option that chooses a method, and the choices that this option is for; nil for one that is for all.
    var use: (chooser: Option, choices: [String])? {
      switch self {
      case .betas: (.optimizer, ["adam", "adamw"])
      case .momentum: (.optimizer, ["sgd"])
      case .etaMin: (.scheduler, ["cosine", "cosine-restarts", "plateau"])
      case .tMax: (.scheduler, ["cosine"])
      case .t0, .tMult: (.scheduler, ["cosine-restarts"])
      case .stepSize: (.scheduler, ["step"])
      case .gamma: (.scheduler, ["step", "plateau"])
      case .schedulerPatience: (.scheduler, ["plateau"])
      case .sparsityUntil: (.sparsity, ["magnitude", "set", "rigl", "group-lasso"])
      case .sparsityInterval: (.sparsity, ["magnitude", "set", "rigl"])
      case .dropFraction: (.sparsity, ["set", "rigl"])
      case .groupPenalty: (.sparsity, ["group-lasso"])
      default: nil
      }
    }

    /// What a chooser chooses unless told.
    var standardChoice: String {
      switch self {
      case .optimizer: "adam"
      case .scheduler: "cosine"
      case .sparsity: "random"
      default: ""
      }
    }
  }
}
