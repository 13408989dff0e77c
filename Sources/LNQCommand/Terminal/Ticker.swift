import Foundation
import LNQStudies
import LNQText
import Synchronization

/// Shows how long something takes that says nothing while it works: a line that is drawn again and again, on a terminal alone.
final class Ticker: Sendable {
  /// The time between two drawings.
  private static let interval = 0.25

  private let isOver = Mutex(false)
  private let console: Console

  /// Begins.
  ///
  /// - Parameter text: what the line says; the seconds follow it.
  init(on console: Console, text: @escaping @Sendable () -> String) {
    self.console = console
    guard console.showsProgress else { return }
    let start = ContinuousClock.now
    let thread = Thread { [self] in
      while true {
        let isOver = isOver.withLock { isOver in
          if !isOver {
            let line = "\(text())  \(NumberText.seconds((ContinuousClock.now - start).inSeconds.rounded()))"
            console.redraw(line)
          }
          return isOver
        }
        if isOver { return }
        Thread.sleep(forTimeInterval: Self.interval)
      }
    }
    thread.stackSize = 1 << 18
    thread.start()
  }

  /// Ends, and removes the line.
  func stop() {
    isOver.withLock { isOver in
      if !isOver, console.showsProgress { console.err("\r\u{1B}[K") }
      isOver = true
    }
  }
}
