internal import Foundation

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
