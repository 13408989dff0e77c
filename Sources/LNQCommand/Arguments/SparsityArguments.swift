import ArgumentParser
import LNQTraining

/// How the connections of layers with a fan-in are found, on a command line.
struct SparsityArguments: ParsableArguments {
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case random
    case magnitude
    case set
    case rigl
    case groupLasso = "group-lasso"
  }

  @Option(
    help: ArgumentHelp(
      "How each output with a fan_in gets its inputs: random (drawn once), magnitude (pruned from a dense start), set or rigl (exchanged at a fixed fan-in, for random ones or those with the largest gradients), or group-lasso (dense, then the strongest); random unless given.",
      valueName: "name"))
  var sparsity: Name?

  @Option(
    help: ArgumentHelp(
      "The share of all steps after which connections stay; 0.75 unless given for set and rigl, else 0.5.",
      valueName: "share"))
  var sparsityUntil: Double?

  @Option(
    help: ArgumentHelp(
      "Every how many steps magnitude, set and rigl change connections; 100 unless given.", valueName: "n"))
  var sparsityInterval: Int?

  @Option(
    help: ArgumentHelp(
      "The share of an output's connections that set and rigl exchange at first; 0.3 unless given.", valueName: "share")
  )
  var dropFraction: Double?

  @Option(
    help: ArgumentHelp(
      "How strongly group-lasso pulls all but the strongest weights to 0; 1 unless given.", valueName: "rate"))
  var groupPenalty: Double?

  /// Which options were given, and to what.
  var recipe: TrainingRecipe {
    var recipe = TrainingRecipe()
    recipe[.sparsity] = sparsity.map { .word($0.rawValue) }
    recipe[.sparsityUntil] = sparsityUntil.map { .number($0) }
    recipe[.sparsityInterval] = sparsityInterval.map { .count($0) }
    recipe[.dropFraction] = dropFraction.map { .number($0) }
    recipe[.groupPenalty] = groupPenalty.map { .number($0) }
    return recipe
  }
}
