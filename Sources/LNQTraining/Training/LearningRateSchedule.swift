/// How the learning rate changes from epoch to epoch: the schedulers of `torch.optim.lr_scheduler`.
///
/// Epochs count from 0 here, η₀ is the initial rate, and a schedule is a function of what is known before an epoch begins.
public enum LearningRateSchedule: Sendable, Hashable, Codable {
  /// It does not.
  case constant
  /// `CosineAnnealingLR` with `T_max` = `period`, or the number of epochs when it is nil:
  /// minimum + (η₀ − minimum) · (1 + cos(π · epoch / T_max)) / 2.
  ///
  /// The first epoch has the initial rate; the minimum would be reached one epoch after the last of a period.
  case cosineAnnealing(minimum: Double, period: Int? = nil)
  /// `CosineAnnealingWarmRestarts` with `T_0` = `period` and `T_mult` = `factor`: cosine annealing that begins anew after
  /// each period, which is `factor` times as long as the one before.
  case cosineRestarts(minimum: Double, period: Int, factor: Int = 1)
  /// `StepLR`: η₀ · factor^⌊epoch / period⌋.
  case step(period: Int, factor: Double = 0.1)
  /// `ReduceLROnPlateau` of the validation loss, with its defaults for all else: when more than `patience` epochs in a
  /// row brought no loss below (1 − 10⁻⁴) · the lowest, the rate is multiplied by `factor`, but is not less than `minimum`.
  case plateau(factor: Double = 0.1, patience: Int = 10, minimum: Double = 0)

  /// The names of the schedules, as a user types them.
  public static let names = ["none", "cosine", "cosine-restarts", "step", "plateau"]

  /// One of `names`.
  public var name: String {
    switch self {
    case .constant: "none"
    case .cosineAnnealing: "cosine"
    case .cosineRestarts: "cosine-restarts"
    case .step: "step"
    case .plateau: "plateau"
    }
  }

  /// - Throws: `TrainingError.option` for rates that are negative or not finite, periods and factors of restarts below 1,
  ///   other factors outside of 0 … 1, and a patience below 0.
  func check() throws(TrainingError) {
    switch self {
    case .constant: break
    case .cosineAnnealing(let minimum, let period):
      try Self.check(minimum: minimum)
      if let period { try Self.check("the period of the learning rate", atLeastOne: period) }
    case .cosineRestarts(let minimum, let period, let factor):
      try Self.check(minimum: minimum)
      try Self.check("the period of the learning rate", atLeastOne: period)
      try Self.check("the factor of the period", atLeastOne: factor)
    case .step(let period, let factor):
      try Self.check("the period of the learning rate", atLeastOne: period)
      guard factor > 0, factor <= 1 else {
        throw .option(
          name: "the factor of the learning rate", value: "\(factor)", allowed: "greater than 0 and at most 1")
      }
    case .plateau(let factor, let patience, let minimum):
      try Self.check(minimum: minimum)
      guard factor > 0, factor < 1 else {
        throw .option(
          name: "the factor of the learning rate", value: "\(factor)", allowed: "greater than 0 and less than 1")
      }
      guard patience >= 0 else {
        throw .option(name: "the patience of the learning rate", value: "\(patience)", allowed: "0 or more")
      }
    }
  }

  private static func check(minimum: Double) throws(TrainingError) {
    guard minimum >= 0, minimum.isFinite else {
      throw .option(name: "the smallest learning rate", value: "\(minimum)", allowed: "0 or more")
    }
  }

  private static func check(_ name: String, atLeastOne value: Int) throws(TrainingError) {
    guard value >= 1 else { throw .option(name: name, value: "\(value)", allowed: "1 or more") }
  }
}
