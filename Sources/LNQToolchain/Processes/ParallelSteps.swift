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

/// Values that some steps make and others wait for.
final class AwaitedValues<Value: Sendable>: Sendable {
  private let values: Mutex<[Value??]>
  private let arrivals: [DispatchSemaphore]

  /// None is there yet.
  init(count: Int) {
    values = Mutex([Value??](repeating: .none, count: count))
    arrivals = (0..<count).map { _ in DispatchSemaphore(value: 0) }
  }

  /// Says what there is at a place; nil when there will be nothing. Only the first time counts.
  func set(_ value: Value?, at index: Int) {
    let isFirst = values.withLock { values in
      if values[index] != nil { return false }
      values[index] = .some(value)
      return true
    }
    if isFirst { arrivals[index].signal() }
  }

  /// Waits until it is said what there is at a place.
  func wait(for index: Int) -> Value? {
    arrivals[index].wait()
    // For others that wait.
    arrivals[index].signal()
    return values.withLock { $0[index] ?? nil }
  }

  /// What there is at the first places by now.
  func known(below end: Int) -> [Value?] { values.withLock { $0[..<end].map { $0 ?? nil } } }
}
