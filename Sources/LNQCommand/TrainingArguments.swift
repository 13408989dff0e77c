import ArgumentParser
import LNQTraining

/// How to train, on a command line. What is not given is as `TrainingOptions` has it.
struct TrainingArguments: ParsableArguments {
  enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case adam
    case adamw
    case sgd
  }

  @Option(help: ArgumentHelp("How many times every training row is seen; 20 unless given.", valueName: "n"))
  var maxEpochs: Int?

  @Option(help: ArgumentHelp("End after this many steps, whatever --max-epochs says.", valueName: "n"))
  var maxSteps: Int?

  @Option(
    help: ArgumentHelp(
      "End early when this many epochs in a row brought no lower validation loss.", valueName: "n"))
  var patience: Int?

  @Option(help: ArgumentHelp("Rows a batch; 128 unless given.", valueName: "n"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      "Batches a step: it follows the sum of their gradients, divided by this number; 1 unless given.", valueName: "n"))
  var accumulateGradBatches: Int?

  @Option(help: ArgumentHelp("The learning rate of the first epoch; 1e-5 unless given.", valueName: "rate"))
  var learningRate: Double?

  @Option(help: ArgumentHelp("adam, adamw, or sgd with Nesterov's momentum; adam unless given.", valueName: "name"))
  var optimizer: OptimizerName?

  @Option(help: ArgumentHelp("The momentum of sgd; 0.9 unless given.", valueName: "share"))
  var momentum: Double?

  @Option(help: ArgumentHelp("The weight decay, as the optimizer defines it; 0 unless given.", valueName: "rate"))
  var weightDecay: Double?

  @Option(
    help: ArgumentHelp("Shorten a step's gradient over all parameters to this 2-norm at most.", valueName: "norm"))
  var gradientClipVal: Double?

  @Option(
    help: ArgumentHelp(
      "Train towards 1 - this share at the label, and this share divided among all classes; 0 unless given.",
      valueName: "share"))
  var labelSmoothing: Double?

  @OptionGroup var schedule: ScheduleArguments

  @Option(
    help: ArgumentHelp("What parameters, order and dropout are drawn from; 0 unless given.", valueName: "number"))
  var seed: UInt64?

  mutating func validate() throws {
    if momentum != nil, optimizer != .sgd {
      throw ValidationError("--momentum is for --optimizer sgd, not \((optimizer ?? .adam).rawValue)")
    }
  }

  /// The names of the options that were given.
  var given: [String] {
    let named: [(String, Bool)] = [
      ("--max-epochs", maxEpochs != nil), ("--max-steps", maxSteps != nil), ("--patience", patience != nil),
      ("--batch-size", batchSize != nil), ("--accumulate-grad-batches", accumulateGradBatches != nil),
      ("--learning-rate", learningRate != nil), ("--optimizer", optimizer != nil), ("--momentum", momentum != nil),
      ("--weight-decay", weightDecay != nil), ("--gradient-clip-val", gradientClipVal != nil),
      ("--label-smoothing", labelSmoothing != nil), ("--seed", seed != nil),
    ]
    return named.filter(\.1).map(\.0) + schedule.given
  }

  /// What they mean.
  ///
  /// - Throws: `TrainingError.option` for a value out of range.
  func options() throws(TrainingError) -> TrainingOptions {
    var options = TrainingOptions()
    switch optimizer {
    case nil: break
    case .adam: options.optimizer = .adam()
    case .adamw: options.optimizer = .adamW()
    case .sgd: options.optimizer = .sgd(momentum: momentum ?? 0.9, nesterov: momentum != 0)
    }
    if let maxEpochs { options.epochs = maxEpochs }
    if let batchSize { options.batchSize = batchSize }
    if let accumulateGradBatches { options.accumulatedBatches = accumulateGradBatches }
    if let learningRate { options.learningRate = learningRate }
    if let weightDecay { options.weightDecay = weightDecay }
    if let labelSmoothing { options.labelSmoothing = labelSmoothing }
    if let seed { options.seed = seed }
    options.maxSteps = maxSteps
    options.patience = patience
    options.gradientClipping = gradientClipVal
    options.schedule = schedule.schedule
    try options.check()
    return options
  }
}
