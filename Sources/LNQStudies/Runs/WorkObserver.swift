/// Who follows work that takes long. The command line draws it on the terminal.
package protocol WorkObserver {
  /// Takes a line, with its end, for the person who waits.
  func tell(_ line: String)

  /// Takes a line, with its end, about how far the work is, for a log that nobody watches.
  func log(_ line: String)

  /// Begins to show how far a task is.
  ///
  /// - Parameter doneBefore: the share of the task that was done before.
  func progress(doneBefore: Double) -> any WorkProgress
}

extension WorkObserver {
  package func log(_ line: String) {}
}

/// Shows how far a long task is.
package protocol WorkProgress {
  /// Shows it again, unless it was shown a moment ago.
  ///
  /// - Parameters:
  ///   - task: What is going on: `epoch 3/20`.
  ///   - done: The share that is done, 0...1.
  ///   - facts: What else is known: `loss 0.9123  acc 70.10 %`.
  mutating func update(_ task: @autoclosure () -> String, done: Double, facts: @autoclosure () -> String)

  /// Shows it no more.
  func clear()
}

extension Duration {
  /// The duration as a number of seconds.
  package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// How a running verb learns that it is to stop. Tests put their own in the place of the process's signals.
package struct StopRequests: Sendable {
  /// Begins to listen. The answer says whether somebody asked, and whoever holds it goes on listening.
  package let listen: @Sendable () -> any StopListener

  /// Nobody ever asks.
  package static let never = StopRequests { SilentListener() }

  /// Puts a way to listen in place.
  package init(listen: @escaping @Sendable () -> any StopListener) { self.listen = listen }
}

/// See `StopRequests`.
package protocol StopListener: AnyObject {
  /// Whether somebody asked.
  var isStopRequested: Bool { get }
}

private final class SilentListener: StopListener {
  let isStopRequested = false
}
