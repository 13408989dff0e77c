internal import Foundation

/// How the learning rate changes from epoch to epoch.
public enum LearningRateSchedule: Sendable, Hashable, Codable {
  /// It does not.
  case constant
  /// PyTorch's `CosineAnnealingLR` with `T_max` = the number of epochs:
  /// minimum + (initial − minimum) · (1 + cos(π · epoch / epochs)) / 2, with epochs counted from 0.
  ///
  /// The first epoch has the initial rate; the minimum would be reached one epoch after the last.
  case cosineAnnealing(minimum: Double)

  /// The learning rate during an epoch, counted from 0.
  public func learningRate(initial: Double, epoch: Int, epochs: Int) -> Double {
    switch self {
    case .constant: initial
    case .cosineAnnealing(let minimum):
      minimum + (initial - minimum) * (1 + cos(Double.pi * Double(epoch) / Double(epochs))) / 2
    }
  }

  /// - Throws: `TrainingError.option` for a minimum that is negative or not finite.
  func check() throws(TrainingError) {
    if case .cosineAnnealing(let minimum) = self, !(minimum >= 0 && minimum.isFinite) {
      throw .option(name: "the smallest learning rate", value: "\(minimum)", allowed: "0 or more")
    }
  }
}
