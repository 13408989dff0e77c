/// Where trials run.
package protocol TrialLauncher {
  /// Waits until what earlier processes have started for the same study is over, where that goes on without them. When `listener`
  /// asks to stop, it stops that, and returns when it has.
  func awaitEarlierTasks(_ observer: any WorkObserver, listener: any StopListener) throws

  /// Runs `tasks` until all have ended; when `listener` asks to stop, it begins no more and waits until those that run have
  /// stopped. A task that fails is no reason to stop.
  ///
  /// - Parameter onEvent: called in the calling thread. Each task that began ends once.
  /// - Throws: what keeps it from running any task, and what `onEvent` throws; no task runs any more then.
  func run(_ tasks: [TrialTask], listener: any StopListener, onEvent: (TrialEvent) throws -> Void) throws
}

extension TrialLauncher {
  package func awaitEarlierTasks(_ observer: any WorkObserver, listener: any StopListener) throws {}
}
