import Dispatch
import Synchronization

/// Steps that do not depend on each other, several at a time.
enum ParallelSteps {
  /// Does step 0, 1, ... `count` − 1, at most `jobs` at a time, and begins no further one after a failure.
  ///
  /// - Throws: the error of the failed step with the lowest number.
  static func run(
    count: Int, jobs: Int, step: @Sendable (Int) throws(ToolchainError) -> Void
  ) throws(ToolchainError) {
    struct State {
      var next = 0
      var failure: (step: Int, error: ToolchainError)?
    }
    let state = Mutex(State())
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
      while true {
        let index = state.withLock { state -> Int? in
          guard state.failure == nil, state.next < count else { return nil }
          state.next += 1
          return state.next - 1
        }
        guard let index else { return }
        do throws(ToolchainError) {
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
}
