import Foundation
import Synchronization
import LNQStudies

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
