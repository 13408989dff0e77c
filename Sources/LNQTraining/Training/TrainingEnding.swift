/// Why a training run ended.
public enum TrainingEnding: String, Sendable, Hashable, Codable {
  /// Every epoch was run.
  case epochs
  /// As many steps were made as `TrainingOptions.maxSteps` allows.
  case steps
  /// `TrainingOptions.patience` epochs in a row brought no lower validation loss.
  case patience
  /// A callback stopped it.
  case stopped
}
