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

/// Watches a file that nothing is read from, such as standard input as a pipe, until it ends: the process at its other side is
/// over then, or wants this one to stop.
final class EndOfInput: Sendable {
  private let flag = Flag()

  /// Begins to watch. What can be read meanwhile is lost.
  init(_ descriptor: Int32 = STDIN_FILENO) {
    let flag = flag
    Thread.detachNewThread {
      var bytes = [UInt8](repeating: 0, count: 256)
      while true {
        let count = Foundation.read(descriptor, &bytes, bytes.count)
        if count == 0 || count < 0 && errno != EINTR { break }
      }
      flag.set()
    }
  }

  /// Whether it has ended.
  var hasCome: Bool { flag.isSet }

  /// `requests`, and this end as one more.
  func or(_ requests: StopRequests) -> StopRequests {
    StopRequests { Listener(inner: requests.listen(), end: self) }
  }

  private final class Listener: StopListener {
    private let inner: any StopListener
    private let end: EndOfInput

    init(inner: any StopListener, end: EndOfInput) {
      self.inner = inner
      self.end = end
    }

    var isStopRequested: Bool { end.hasCome || inner.isStopRequested }
  }

  private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
  }
}
