import ArgumentParser
import LNQTraining
import LNQStudies

/// How to train, on a command line. What is not given is as the model's recipe has it, or else as `TrainingOptions` does.
struct TrainingArguments: ParsableArguments {
  enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case adam
    case adamw
    case sgd
  }

  /// `0.5,0.999`, or `0.5:0.999` as lists of a sweep have it.
  struct Betas: ExpressibleByArgument {
    let first: Double
    let second: Double

    init?(argument: String) {
      let numbers = argument.split(omittingEmptySubsequences: false) { $0 == "," || $0 == ":" }.map { Double($0) }
      guard numbers.count == 2, let first = numbers[0], let second = numbers[1] else { return nil }
      self.first = first
      self.second = second
    }
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

  @Option(help: ArgumentHelp("The two betas of adam and adamw; 0.9,0.999 unless given.", valueName: "b1,b2"))
  var betas: Betas?

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

  @OptionGroup var sparsity: SparsityArguments

  @Option(
    help: ArgumentHelp("What parameters, order and dropout are drawn from; 0 unless given.", valueName: "number"))
  var seed: UInt64?

  /// The names of the options that were given.
  var given: [String] { recipe.options.map(\.commandLineName) }

  /// Which options were given, and to what.
  var recipe: TrainingRecipe {
    var recipe = TrainingRecipe()
    recipe[.maxEpochs] = maxEpochs.map { .count($0) }
    recipe[.maxSteps] = maxSteps.map { .count($0) }
    recipe[.patience] = patience.map { .count($0) }
    recipe[.batchSize] = batchSize.map { .count($0) }
    recipe[.accumulateGradBatches] = accumulateGradBatches.map { .count($0) }
    recipe[.learningRate] = learningRate.map { .number($0) }
    recipe[.optimizer] = optimizer.map { .word($0.rawValue) }
    recipe[.betas] = betas.map { .pair($0.first, $0.second) }
    recipe[.momentum] = momentum.map { .number($0) }
    recipe[.weightDecay] = weightDecay.map { .number($0) }
    recipe[.gradientClipVal] = gradientClipVal.map { .number($0) }
    recipe[.labelSmoothing] = labelSmoothing.map { .number($0) }
    recipe[.seed] = seed.map { .seed($0) }
    return recipe.overridden(by: schedule.recipe).overridden(by: sparsity.recipe)
  }

  /// What they mean for a model with this recipe.
  ///
  /// - Throws: `CommandError.usage` for a value out of range, or options that do not go together.
  func options(for recipe: TrainingRecipe) throws(CommandError) -> TrainingOptions {
    do {
      return try recipe.overridden(by: self.recipe).trainingOptions()
    } catch {
      throw .usage(error.commandLineSentence)
    }
  }
}
