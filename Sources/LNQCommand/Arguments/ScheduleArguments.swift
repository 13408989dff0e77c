import ArgumentParser
import LNQTraining

/// How the learning rate changes, on a command line. The names are those of PyTorch's schedulers.
struct ScheduleArguments: ParsableArguments {
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case none
    case cosine
    case cosineRestarts = "cosine-restarts"
    case step
    case plateau
  }

  @Option(
    help: ArgumentHelp(
      "How the learning rate changes from epoch to epoch: none, cosine, cosine-restarts, step, or plateau; cosine unless given.",
      valueName: "name"))
  var scheduler: Name?

  @Option(
    help: ArgumentHelp(
      "The smallest learning rate: 1e-6 unless given for cosine and cosine-restarts, 0 for plateau.",
      valueName: "rate"))
  var etaMin: Double?

  @Option(
    help: ArgumentHelp(
      "In how many epochs cosine gets to the smallest rate; in all of them unless given.", valueName: "n"))
  var tMax: Int?

  @Option(help: ArgumentHelp("After how many epochs cosine-restarts begins anew.", valueName: "n"))
  var t0: Int?

  @Option(
    help: ArgumentHelp(
      "How many times as long each period of cosine-restarts is as the one before; 1 unless given.", valueName: "n"))
  var tMult: Int?

  @Option(help: ArgumentHelp("After how many epochs step multiplies the rate.", valueName: "n"))
  var stepSize: Int?

  @Option(
    help: ArgumentHelp("What step and plateau multiply the rate by; 0.1 unless given.", valueName: "factor"))
  var gamma: Double?

  @Option(
    help: ArgumentHelp(
      "How many epochs without a lower validation loss plateau waits for; 10 unless given.", valueName: "n"))
  var schedulerPatience: Int?

  /// Which options were given, and to what.
  var recipe: TrainingRecipe {
    var recipe = TrainingRecipe()
    recipe[.scheduler] = scheduler.map { .word($0.rawValue) }
    recipe[.etaMin] = etaMin.map { .number($0) }
    recipe[.tMax] = tMax.map { .count($0) }
    recipe[.t0] = t0.map { .count($0) }
    recipe[.tMult] = tMult.map { .count($0) }
    recipe[.stepSize] = stepSize.map { .count($0) }
    recipe[.gamma] = gamma.map { .number($0) }
    recipe[.schedulerPatience] = schedulerPatience.map { .count($0) }
    return recipe
  }
}
