import Foundation

/// One line on a terminal that shows how far a long task is and when it will be done; nothing where nobody watches.
struct ProgressLine {
  /// The least time between two drawings.
  static let interval: Duration = .milliseconds(100)

  private let console: Console
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var drawn: ContinuousClock.Instant?

  init(on console: Console) {
    self.console = console
    start = clock.now
  }

  /// Draws the line again, unless it was drawn a moment ago.
  ///
  /// - Parameters:
  ///   - task: What is going on: `epoch 3/20`.
  ///   - done: The share that is done, 0...1.
  ///   - facts: What follows the bar: `loss 0.9123  acc 70.10 %`.
  mutating func update(_ task: @autoclosure () -> String, done: Double, facts: @autoclosure () -> String) {
    guard console.showsProgress else { return }
    let now = clock.now
    if let drawn, now - drawn < Self.interval { return }
    drawn = now
    let elapsed = (now - start).inSeconds
    console.err("\r" + Self.line(task(), done: done, facts: facts(), elapsed: elapsed) + "\u{1B}[K")
  }

  /// Removes the line.
  func clear() {
    if drawn != nil { console.err("\r\u{1B}[K") }
  }

  /// `epoch 3/20 [####----------------] loss 0.9123  ETA 12 s`.
  static func line(_ task: String, done: Double, facts: String, elapsed: Double) -> String {
    let width = 20
    let share = min(max(done.isNaN ? 0 : done, 0), 1)
    let filled = Int(share * Double(width))
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    let remaining = share > 0 ? "  ETA " + Figure.seconds(max(0, elapsed / share - elapsed)) : ""
    return "\(task) [\(bar)] \(facts)\(remaining)"
  }
}

extension Duration {
  /// The duration as a number of seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
