/// What a callback of `Trainer` wants next.
public enum TrainingControl: Sendable, Hashable {
  /// Go on.
  case proceed
  /// Stop now. The result has what was reached so far.
  case stop
}
