/// What a launcher tells about its tasks; the numbers are their positions in the list.
package enum TrialEvent: Equatable {
  /// How the process of a trial ended.
  package enum Ending: Equatable {
    /// By itself, with this exit code.
    case exited(Int32)
    /// By a signal.
    case signalled(Int32)
    /// By the scheduler of a cluster, with its word for it: `TIMEOUT`.
    case cancelled(String)
  }

  /// A task runs now.
  case began(Int)
  /// A task has ended.
  case ended(Int, Ending)
  /// Nothing new; a moment to draw progress.
  case waiting
}
