import Synchronization
import Testing

@testable import LNQToolchain

@Suite("Parallel steps")
struct ParallelStepsTests {
  private enum Failure: Error, Equatable { case step(Int) }

  @Test("are all done once, with any number of jobs", arguments: [1, 2, 7, 100])
  func all(jobs: Int) throws {
    let done = Mutex([Int]())
    try ParallelSteps.run(count: 50, jobs: jobs) { step throws(Failure) in done.withLock { $0.append(step) } }
    #expect(done.withLock { $0.sorted() } == Array(0..<50))
  }

  @Test("stop after a failure, and throw the first one", arguments: [1, 3])
  func failure(jobs: Int) {
    let done = Mutex(0)
    #expect(throws: Failure.step(5)) {
      try ParallelSteps.run(count: 1000, jobs: jobs) { step throws(Failure) in
        done.withLock { $0 += 1 }
        if step == 5 { throw .step(step) }
      }
    }
    #expect(done.withLock { $0 } < 1000)
  }

  @Test("wait for what earlier ones make, and for what they do not make", arguments: [1, 2, 5])
  func awaited(jobs: Int) throws {
    let values = AwaitedValues<Int>(count: 4)
    let found = Mutex([Int: Int?]())
    #expect(values.known(below: 2) == [nil, nil])
    try ParallelSteps.run(count: 12, jobs: jobs) { step throws(Failure) in
      if step < 4 {
        values.set(step == 2 ? nil : 10 * step, at: step)
        // Only the first time counts.
        values.set(-1, at: step)
      } else {
        let value = values.wait(for: step % 4)
        found.withLock { $0[step] = .some(value) }
      }
    }
    #expect(values.known(below: 4) == [0, 10, nil, 30])
    for step in 4..<12 { #expect(found.withLock { $0[step] } == .some([0, 10, nil, 30][step % 4])) }
  }
}
