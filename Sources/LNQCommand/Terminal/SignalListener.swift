import Dispatch
import Foundation
import LNQStudies
import Synchronization

/// Listens to Ctrl-C (SIGINT) and SIGTERM as long as it lives. The first asks to stop, the second ends the process at once
/// with the exit code of `Outcome.interrupted`.
final class SignalListener: StopListener {
  private static let signals = [SIGINT, SIGTERM]

  private let count = SignalCount()
  private let sources: [any DispatchSourceSignal]

  init() {
    let count = count
    sources = Self.signals.map { number in
      // Dispatch reports a signal beside the process's own handling of it, which has to be nothing.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler { count.add() }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in Self.signals { signal(number, SIG_DFL) }
  }

  var isStopRequested: Bool { count.isPositive }
}

/// How often somebody asked.
private final class SignalCount: Sendable {
  private let number = Atomic(0)

  var isPositive: Bool { number.load(ordering: .relaxed) > 0 }

  func add() {
    if number.add(1, ordering: .relaxed).oldValue > 0 { _exit(Outcome.interrupted.rawValue) }
  }
}

extension StopRequests {
  /// Ctrl-C and SIGTERM.
  package static let signals = StopRequests { SignalListener() }
}
