import Foundation
import LNQFiles
import LNQStudies
import LNQToolchain
import Synchronization

/// What Ctrl-C (SIGINT), SIGTERM and SIGHUP do, from when this is made to the end of the process.
///
/// Where a verb listens, the first asks it to stop, and the second ends the process. Where none listens, the first ends the process
/// with a sentence. The process ends with the exit code of `Outcome.interrupted`, with all programs that it has started, and
/// what it has half made is removed.
package final class StopSignals: Sendable {
  private let heard: Heard

  /// Begins to listen. A SIGHUP that is ignored, as by `nohup`, stays ignored.
  ///
  /// - Parameter words: the words after the program's name, for the sentence.
  package init(words: [String], console: Console) {
    let heard = Heard(words: words, console: console)
    self.heard = heard
    // No thread is interrupted: they inherit the mask, and one waits for the signals.
    var signals = Self.signals
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let thread = Thread {
      var (signals, number) = (Self.signals, 0 as Int32)
      while sigwait(&signals, &number) == 0 { heard.add() }
    }
    thread.stackSize = 1 << 18
    thread.start()
  }

  private static let signals: sigset_t = {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    let before = signal(SIGHUP, SIG_DFL)
    if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      signal(SIGHUP, SIG_IGN)
    } else {
      sigaddset(&signals, SIGHUP)
    }
    return signals
  }()

  /// For the verbs that can stop and go on later.
  package var requests: StopRequests {
    let heard = heard
    return StopRequests { Listener(heard) }
  }

  /// How many signals came, and how many verbs listen.
  private final class Heard: Sendable {
    private let counts = Mutex((signals: 0, listeners: 0))
    private let words: [String]
    private let console: Console

    init(words: [String], console: Console) {
      self.words = words
      self.console = console
    }

    var isPositive: Bool { counts.withLock { $0.signals > 0 } }

    func listen(_ change: Int) { counts.withLock { $0.listeners += change } }

    func add() {
      let (signals, listeners) = counts.withLock { counts in
        counts.signals += 1
        return counts
      }
      if listeners == 0 {
        end("stopped, and nothing was left half done; to begin again, write: \(ShellWords.text(["lnq"] + words))")
      } else if signals > 1 {
        end(nil)
      }
    }

    private func end(_ sentence: String?) -> Never {
      ExternalTool.endAll {
        Leftovers.discardOwn {
          if let sentence { console.say(sentence) }
          _exit(Outcome.interrupted.rawValue)
        }
      }
    }
  }

  private final class Listener: StopListener {
    private let heard: Heard

    init(_ heard: Heard) {
      self.heard = heard
      heard.listen(1)
    }

    deinit { heard.listen(-1) }

    var isStopRequested: Bool { heard.isPositive }
  }
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
