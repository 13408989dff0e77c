internal import Foundation

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
  public enum Name: String, TrainingChoice {
    case none, cosine
    case cosineRestarts = "cosine-restarts"
    case step, plateau
  }

  /// What a user calls it.
  public var name: Name {
    switch self {
    case .constant: .none
    case .cosineAnnealing: .cosine
    case .cosineRestarts: .cosineRestarts
    case .step: .step
    case .plateau: .plateau
    }
  }

  /// What a recipe chooses.
  ///
  /// - Throws: a name that there is not, or an option that is needed and not set.
  init(_ recipe: TrainingRecipe) throws(TrainingRecipe.Problem) {
    switch try recipe.choice(.scheduler, of: Name.self) {
    case .none:
      self = .constant
    case .cosine:
      self = .cosineAnnealing(minimum: try recipe.number(.etaMin), period: recipe[.tMax]?.count)
    case .cosineRestarts:
      self = .cosineRestarts(
        minimum: try recipe.number(.etaMin), period: try recipe.count(.t0), factor: try recipe.count(.tMult))
    case .step:
      self = .step(period: try recipe.count(.stepSize), factor: try recipe.number(.gamma))
    case .plateau:
      self = .plateau(
        factor: try recipe.number(.gamma), patience: try recipe.count(.schedulerPatience),
        minimum: try recipe.number(.etaMin))
    }
  }

  /// Its own options.
  var recipe: TrainingRecipe {
    switch self {
    case .constant:
      TrainingRecipe()
    case .cosineAnnealing(let minimum, let period):
      TrainingRecipe([.etaMin: .number(minimum), .tMax: period.map { .count($0) }])
    case .cosineRestarts(let minimum, let period, let factor):
      TrainingRecipe([.etaMin: .number(minimum), .t0: .count(period), .tMult: .count(factor)])
    case .step(let period, let factor):
      TrainingRecipe([.stepSize: .count(period), .gamma: .number(factor)])
    case .plateau(let factor, let patience, let minimum):
      TrainingRecipe([.etaMin: .number(minimum), .gamma: .number(factor), .schedulerPatience: .count(patience)])
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

extension LearningRateSchedule {
  /// The learning rate during an epoch.
  ///
  /// - Parameters:
  ///   - initial: η₀.
  ///   - epoch: the epoch, from 0.
  ///   - epochs: how many there will be.
  ///   - validationLosses: those of all epochs before; only `plateau` asks.
  public func learningRate(
    initial: Double, epoch: Int, epochs: Int, validationLosses: [Double] = []
  ) -> Double {
    switch self {
    case .constant:
      initial
    case .cosineAnnealing(let minimum, let period):
      Self.cosine(from: initial, to: minimum, share: Double(epoch) / Double(period ?? epochs))
    case .cosineRestarts(let minimum, let period, let factor):
      Self.cosine(from: initial, to: minimum, share: Self.shareOfPeriod(epoch, first: period, factor: factor))
    case .step(let period, let factor):
      initial * pow(factor, Double(epoch / period))
    case .plateau(let factor, let patience, let minimum):
      Self.plateau(initial, losses: validationLosses, factor: factor, patience: patience, minimum: minimum)
    }
  }

  private static func cosine(from initial: Double, to minimum: Double, share: Double) -> Double {
    minimum + (initial - minimum) * (1 + cos(Double.pi * share)) / 2
  }

  /// How much of its period is over when an epoch begins.
  private static func shareOfPeriod(_ epoch: Int, first: Int, factor: Int) -> Double {
    guard factor > 1 else { return Double(epoch % first) / Double(first) }
    var (start, length) = (0, first)
    while epoch - start >= length {
      start += length
      let (longer, overflows) = length.multipliedReportingOverflow(by: factor)
      length = overflows ? .max : longer
    }
    return Double(epoch - start) / Double(length)
  }

  /// PyTorch's `ReduceLROnPlateau` with mode min, a relative threshold of 1e-4, no cooldown and eps 1e-8, which is the
  /// least reduction that is made.
  private static func plateau(
    _ initial: Double, losses: [Double], factor: Double, patience: Int, minimum: Double
  ) -> Double {
    var (rate, best, waiting) = (initial, Double.infinity, 0)
    for loss in losses {
      if loss < best * (1 - 1e-4) {
        (best, waiting) = (loss, 0)
      } else {
        waiting += 1
      }
      guard waiting > patience else { continue }
      waiting = 0
      let reduced = max(rate * factor, minimum)
      if rate - reduced > 1e-8 { rate = reduced }
    }
    return rate
  }
}
