import Foundation
import LNQStudies
import LNQText

/// One line on a terminal that shows how far a long task is and when it will be done; nothing where nobody watches.
struct ProgressLine: WorkProgress {
  /// The least time between two drawings.
  static let interval: Duration = .milliseconds(100)

  private let console: Console
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var drawn: ContinuousClock.Instant?
  /// The share that was done before.
  private let doneBefore: Double

  /// - Parameter doneBefore: the share of the task that was done before.
  init(on console: Console, doneBefore: Double = 0) {
    self.console = console
    self.doneBefore = doneBefore
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
    let line = Self.line(
      task(), done: done, facts: facts(), elapsed: elapsed, doneBefore: doneBefore, columns: console.columns())
    console.err("\r\(VisibleText.blanked(line))\u{1B}[K")
  }

  /// Draws what goes on, where nothing is known of how far it is.
  mutating func announce(_ task: String) {
    guard console.showsProgress else { return }
    drawn = clock.now
    console.redraw(task)
  }

  /// Removes the line.
  func clear() {
    if drawn != nil { console.err("\r\u{1B}[K") }
  }

  /// `epoch 3/20 [####----------------] loss 0.9123  ETA 12 s`.
  ///
  /// - Parameter columns: how long a line may be on the terminal; the bar gives way, and then the end of the text.
  static func line(
    _ task: String, done: Double, facts: String, elapsed: Double, doneBefore: Double = 0, columns: Int = .max
  ) -> String {
    let share = min(max(done.isNaN ? 0 : done, 0), 1)
    let seconds = share > doneBefore ? (elapsed * (1 - share) / (share - doneBefore)).rounded() : 0
    // Less than a second is over before anybody has read it.
    let text = facts + (seconds >= 1 ? "  ETA " + NumberText.seconds(seconds) : "")
    // A line that reaches the last column may wrap, and then nothing draws over it.
    let limit = max(0, columns - 1)
    let width = min(20, limit - task.count - text.count - 4)
    guard width >= 4 else { return String("\(task) \(text)".prefix(limit)) }
    let filled = Int(share * Double(width))
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    return "\(task) [\(bar)] \(text)"
  }
}

extension Console {
  /// Shows that rows are being read while `body` reads them.
  func reading<Value>(_ body: () throws -> Value) rethrows -> Value {
    var progress = ProgressLine(on: self)
    progress.announce("reading the rows …")
    defer { progress.clear() }
    return try body()
  }
}
