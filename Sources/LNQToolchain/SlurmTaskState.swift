/// What Slurm says about a task.
public enum SlurmTaskState: Hashable, Sendable {
  /// It waits for its turn.
  case waiting
  /// It has a node, or is just leaving it.
  case running
  /// It is over, and how, in Slurm's word: `COMPLETED`, `FAILED`, `TIMEOUT`, `CANCELLED`, …
  case ended(String)

  /// Reads the long name of a state, as `squeue --format=%T` prints it.
  init(_ name: String) {
    self =
      switch name {
      case "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT": .waiting
      case "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
        "REVOKED", "TIMEOUT":
        .ended(name)
      default: .running
      }
  }
}
