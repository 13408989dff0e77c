import Dispatch
import Synchronization

/// Steps that do not depend on each other, several at a time.
package enum ParallelSteps {
  /// Does step 0, 1, ... `count` − 1, at most `jobs` at a time, and begins no further one after a failure.
  ///
  /// - Throws: the error of the failed step with the lowest number.
  package static func run<Failure: Error>(
    count: Int, jobs: Int, step: @Sendable (Int) throws(Failure) -> Void
  ) throws(Failure) {
    let state = Mutex(State<Failure>())
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
      while true {
        let index = state.withLock { state -> Int? in
          guard state.failure == nil, state.next < count else { return nil }
          state.next += 1
          return state.next - 1
        }
        guard let index else { return }
        do throws(Failure) {
          try step(index)
        } catch {
          state.withLock { state in
            if state.failure.map({ index < $0.step }) ?? true { state.failure = (index, error) }
          }
        }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure.error }
  }

  private struct State<Failure: Error> {
    var next = 0
    var failure: (step: Int, error: Failure)?
  }
}
