/// Who follows work that takes long. The command line draws it on the terminal.
package protocol WorkObserver {
  /// Takes a line, with its end, for the person who waits.
  func tell(_ line: String)

  /// Begins to show how far a task is.
  ///
  /// - Parameter doneBefore: the share of the task that needs no time any more.
  func progress(doneBefore: Double) -> any WorkProgress
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
