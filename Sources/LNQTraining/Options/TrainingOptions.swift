/// How to train. The defaults are those of `ch train`. `TrainingOption` below is the table of what a user can set.
public struct TrainingOptions: Sendable, Hashable, Codable {
  /// How parameters follow gradients.
  public var optimizer = Optimizer.adam()
  /// η of the first epoch.
  public var learningRate = 1e-5
  /// Over how many steps η rises linearly: step t of the run has t / `warmupSteps` of what the schedule says; nil for none.
  public var warmupSteps: Int?
  /// λ.
  public var weightDecay = 0.0
  /// How η changes.
  public var schedule = LearningRateSchedule.cosineAnnealing(minimum: 1e-6)
  /// How often every training row is seen, unless the run ends earlier.
  public var epochs = 20
  /// After how many steps the run ends, in the middle of an epoch or not; nil for no limit.
  public var maxSteps: Int?
  /// The run ends when so many epochs in a row brought no lower validation loss; nil to train on.
  public var patience: Int?
  /// How many rows make one batch.
  public var batchSize = 128
  /// How many batches make one step, as Lightning's `accumulate_grad_batches`: the step follows the sum of their
  /// gradients divided by this number, also where an epoch ends with fewer.
  public var accumulatedBatches = 1
  /// The largest 2-norm of a step's gradient; a longer one is shortened to it. nil for no limit.
  public var gradientClipping: Double?
  /// ε of `LabelSmoothing`; of influence on training alone, not on evaluation.
  public var labelSmoothing = 0.0
  /// How the connections of layers with a `fan_in` are found; nil for those that the network has.
  public var sparsity: SparsityMethod?
  /// What of the hardware is added to the loss; nil for nothing.
  public var cost: AreaCost?
  /// How training rows are changed each time that they are seen; nil for not at all.
  public var augment: Augmentation?
  /// What tables over bits learn by; nil for sigmoid in networks with one layer of them, finite-difference in others.
  public var estimator: Estimator?
  /// κ of the last step of tables over bits, σ(κ · entry): it grows by equal ratios from 2. nil for `bitStandards`, as for the next two.
  public var sharpness: Double?
  /// Every how many steps tables over bits follow the gradients of their connections.
  public var mappingInterval: Int?
  /// How many times as large as η the learning rate of the connections is.
  public var mappingRate: Double?
  /// What the three above are unless given.
  static let bitStandards = (sharpness: 8, mappingInterval: 4, mappingRate: (numerator: 10, denominator: 3))
  static var mappingRateText: String { "\(bitStandards.mappingRate.numerator)/\(bitStandards.mappingRate.denominator)" }
  /// How many thresholds of a thermometer are kept: those that are used most after a training with all; nil for those of the model.
  public var selectThresholds: Int?
  /// How many times an output that is 0 on every training row after an epoch is drawn anew; nil for never.
  public var revivals: Int?
  /// What the order of the rows and the dropout masks are drawn from. Equal seeds give equal runs on equal processors. With the
  /// default every built-in model for the jets keeps its classes.
  public var seed: UInt64 = 1

  /// The largest batch.
  static let batchSizeLimit = 1 << 20

  /// The defaults.
  public init() {}

  /// - Throws: `TrainingError.option` with the name, the value, and what would be allowed.
  public func check() throws(TrainingError) {
    try optimizer.check()
    try schedule.check()
    try sparsity?.check()
    try cost?.check()
    guard learningRate > 0, learningRate.isFinite else {
      throw .option(name: "the learning rate", value: "\(learningRate)", allowed: "greater than 0")
    }
    guard weightDecay >= 0, weightDecay.isFinite else {
      throw .option(name: "the weight decay", value: "\(weightDecay)", allowed: "0 or more")
    }
    guard (1...Self.batchSizeLimit).contains(batchSize) else {
      throw .option(name: "the batch size", value: "\(batchSize)", allowed: "1 to \(Self.batchSizeLimit)")
    }
    let counts = [
      ("the number of epochs", epochs), ("the number of steps", maxSteps ?? 1), ("the patience", patience ?? 1),
      ("the number of accumulated batches", accumulatedBatches), ("the number of warm-up steps", warmupSteps ?? 1),
      ("the interval of the mapping", mappingInterval ?? 1), ("the number of thresholds", selectThresholds ?? 1),
      ("the number of revivals", revivals ?? 1),
    ]
    for (name, count) in counts where count < 1 {
      throw .option(name: name, value: "\(count)", allowed: "1 or more")
    }
    if let gradientClipping, !(gradientClipping > 0 && gradientClipping.isFinite) {
      throw .option(
        name: "the largest norm of the gradient", value: "\(gradientClipping)", allowed: "greater than 0")
    }
    for (name, number) in [("the sharpness", sharpness), ("the rate of the mapping", mappingRate)] {
      guard let number, !(number > 0 && number.isFinite) else { continue }
      throw .option(name: name, value: "\(number)", allowed: "greater than 0")
    }
    guard labelSmoothing >= 0, labelSmoothing <= 1 else {
      throw .option(name: "the label smoothing", value: "\(labelSmoothing)", allowed: "0 to 1")
    }
  }
}

/// The options of training that a user can set, in the order of the manual: the names of the table that command lines,
/// recipes, sweeps, searches, reports and comparisons read.
public enum TrainingOption: String, CaseIterable, Sendable, Hashable {
  case dataset, maxEpochs, maxSteps, patience, batchSize, accumulateGradBatches, learningRate, warmupSteps
  case optimizer, betas, momentum, weightDecay, gradientClipVal, labelSmoothing
  case scheduler, etaMin, tMax, t0, tMult, stepSize, gamma, schedulerPatience
  case sparsity, sparsityUntil, sparsityInterval, dropFraction, groupPenalty, edgeThreshold
  case cost, costWeight
  case augment, estimator, sharpness, mappingInterval, mappingRate, selectThresholds
  case revive, seed

  /// The table: all that is known of each option.
  public var row: Row {
    switch self {
    case .dataset:
      Row(
        .word, "jsc-synth, the name of an imported dataset, or the path of a file of rows", as: "name",
        unset: "what the model's recipe says, or jsc-synth,")
    case .maxEpochs:
      Row(.count(\.epochs), "How many times every training row is seen", as: "n", label: "epochs", search: .counts)
    case .maxSteps:
      Row(
        .count(\.maxSteps), "End after this many steps, whatever --max-epochs says",
        inStudies: "After how many steps a run ends at the latest", as: "n", label: "at most steps", search: .counts)
    case .patience:
      Row(
        .count(\.patience), "End early when this many epochs in a row brought no lower validation loss",
        inStudies: "After how many epochs without a lower validation loss a run ends", as: "n", search: .counts)
    case .batchSize:
      Row(.count(\.batchSize), "Rows a batch", as: "n", search: .countsByRatios)
    case .accumulateGradBatches:
      Row(
        .count(\.accumulatedBatches),
        "Batches a step: it follows the sum of their gradients, divided by this number", inStudies: "Batches a step",
        as: "n", label: "batches a step", search: .counts)
    case .learningRate:
      Row(.number(\.learningRate), "The learning rate of the first epoch", as: "rate", search: .ratios)
    case .warmupSteps:
      Row(
        .count(\.warmupSteps), "Over how many steps the learning rate rises to what the schedule says", as: "n",
        unset: "none", search: .counts)
    case .optimizer:
      Row(
        .choice(Optimizer.Name.self, \.optimizer.name), "adam, adamw, sgd with Nesterov's momentum, or lion",
        inStudies: Optimizer.Name.list, as: "name")
    case .betas:
      Row(
        .pair, for: .optimizer([.adam: .pair(0.9, 0.999), .adamw: .pair(0.9, 0.999), .lion: .pair(0.9, 0.99)]),
        "The two betas of adam, adamw and lion",
        inStudies: "The two betas of adam, adamw and lion, with a colon between them: 0.9:0.999,0.5:0.999", as: "b1,b2")
    case .momentum:
      Row(.number, for: .optimizer([.sgd: .number(0.9)]), "The momentum of sgd", as: "share", search: .shares)
    case .weightDecay:
      Row(
        .number(\.weightDecay), "The weight decay, as the optimizer defines it", inStudies: "The weight decay",
        as: "rate", search: .ratios)
    case .gradientClipVal:
      Row(
        .number(\.gradientClipping), "Shorten a step's gradient over all parameters to this 2-norm at most",
        inStudies: "The largest 2-norm of a step's gradient", as: "norm", label: "gradient's norm at most",
        search: .ratios)
    case .labelSmoothing:
      Row(
        .number(\.labelSmoothing),
        "Train towards 1 - this share at the label, and this share divided among all classes",
        inStudies: "The share of the label that is divided among all classes", as: "share", search: .shares)
    case .scheduler:
      Row(
        .choice(LearningRateSchedule.Name.self, \.schedule.name),
        "How the learning rate changes from epoch to epoch: none, cosine, cosine-restarts, step, or plateau",
        inStudies: LearningRateSchedule.Name.list, as: "name", label: "schedule")
    case .etaMin:
      Row(
        .number, for: .scheduler([.cosine: .number(1e-6), .cosineRestarts: .number(1e-6), .plateau: .number(0)]),
        "The smallest learning rate", as: "rate", label: "smallest learning rate", search: .ratios)
    case .tMax:
      Row(
        .count, for: .scheduler([.cosine: nil]), "In how many epochs cosine gets to the smallest rate", as: "n",
        unset: "in all of them", search: .counts)
    case .t0:
      Row(
        .count, for: .scheduler([.cosineRestarts: nil]), "After how many epochs cosine-restarts begins anew", as: "n",
        needed: "the number of epochs until it begins anew", search: .counts)
    case .tMult:
      Row(
        .count, for: .scheduler([.cosineRestarts: .count(1)]),
        "How many times as long each period of cosine-restarts is as the one before", as: "n", search: .counts)
    case .stepSize:
      Row(
        .count, for: .scheduler([.step: nil]), "After how many epochs step multiplies the rate", as: "n",
        needed: "the number of epochs between two steps", search: .counts)
    case .gamma:
      Row(
        .number, for: .scheduler([.step: .number(0.1), .plateau: .number(0.1)]),
        "What step and plateau multiply the rate by", as: "factor", search: .shares)
    case .schedulerPatience:
      Row(
        .count, for: .scheduler([.plateau: .count(10)]),
        "How many epochs without a lower validation loss plateau waits for", as: "n", search: .counts)
    case .sparsity:
      Row(
        .choice(SparsityMethod.Name.self, \.sparsity.name),
        "How each output with a fan_in gets its inputs: random (drawn once), magnitude (pruned from a dense start), "
          + "set or rigl (exchanged at a fixed fan-in, for random ones or those with the largest gradients), "
          + "or group-lasso (dense, then the strongest); or threshold, which prunes the edges of KANLinear layers",
        inStudies: "\(SparsityMethod.Name.list): how inputs of a fan_in are found", as: "name")
    case .sparsityUntil:
      Row(
        .number,
        for: .sparsity([
          .magnitude: .number(0.5), .set: .number(0.75), .rigl: .number(0.75), .groupLasso: .number(0.5),
          .threshold: .number(0.5),
        ]),
        "The share of all steps after which connections stay", as: "share", search: .shares)
    case .sparsityInterval:
      Row(
        .count,
        for: .sparsity([
          .magnitude: .count(100), .set: .count(100), .rigl: .count(100), .threshold: .count(100),
        ]),
        "Every how many steps magnitude, set, rigl and threshold change connections",
        inStudies: "Every how many steps connections change", as: "n", search: .counts)
    case .dropFraction:
      Row(
        .number, for: .sparsity([.set: .number(0.3), .rigl: .number(0.3)]),
        "The share of an output's connections that set and rigl exchange at first",
        inStudies: "The share of an output's connections that is exchanged at first", as: "share", search: .shares)
    case .groupPenalty:
      Row(
        .number, for: .sparsity([.groupLasso: .number(1)]),
        "How strongly group-lasso pulls all but the strongest weights to 0", as: "rate", search: .ratios)
    case .edgeThreshold:
      Row(
        .number, for: .sparsity([.threshold: .number(1)]),
        "Edges of a KANLinear whose values vary by less than this many steps of its codes are pruned", as: "steps",
        search: .ratios)
    case .cost:
      Row(
        .choice(AreaCost.Name.self, \.cost.name),
        "What is added to the loss: none, or luts, an estimate of the LUTs by the widths that quantizers with bits='learned' have",
        inStudies: "\(AreaCost.Name.list): what of the hardware is added to the loss", as: "name")
    case .costWeight:
      Row(
        .number, for: .cost([.luts: .number(AreaCost.standardWeight)]), "What each LUT adds to the loss", as: "weight",
        search: .ratios)
    case .augment:
      Row(
        .choice(\.augment),
        "How training rows of a network of bits are changed: none, or shift (square images by up to a pixel)",
        inStudies: Augmentation.list, as: "name", unset: "none")
    case .estimator:
      Row(
        .choice(\.estimator),
        "What the tables of a LUTLayer learn by: sigmoid (of one layer), finite-difference or multilinear",
        inStudies: Estimator.list, as: "name", unset: "sigmoid for one layer, finite-difference for more")
    case .sharpness:
      Row(
        .number(\.sharpness), "How steep the tables of a LUTLayer are in the last step; it grows from 2", as: "factor",
        unset: "\(TrainingOptions.bitStandards.sharpness)", search: .ratios)
    case .mappingInterval:
      Row(
        .count(\.mappingInterval), "Every how many steps a LUTLayer changes what its tables read", as: "n",
        unset: "\(TrainingOptions.bitStandards.mappingInterval)", search: .countsByRatios)
    case .mappingRate:
      Row(
        .number(\.mappingRate), "How many times as fast as its tables a LUTLayer learns what they read", as: "factor",
        unset: TrainingOptions.mappingRateText, search: .ratios)
    case .selectThresholds:
      Row(
        .count(\.selectThresholds),
        "Train with all thresholds of the Thermometer first, and then with as many of them, those that were used most",
        inStudies: "How many thresholds of the Thermometer are kept, those that are used most", as: "n",
        label: "selected thresholds", unset: "those of the model", search: .counts)
    case .revive:
      Row(
        .count(\.revivals),
        "How many times an output that is 0 on every training row after an epoch, and so lost, is drawn anew, in a network that ends "
          + "with a ReLU",
        inStudies: "How many times an output that is 0 on every row after an epoch is drawn anew", as: "n",
        unset: "never")
    case .seed:
      Row(.seed(\.seed), "What parameters, order and dropout are drawn from", as: "number")
    }
  }
}
