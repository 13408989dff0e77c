import Foundation
import LNQEmulator

/// The processor time of this process, or real time.
func now(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// The least seconds of a pass over the rows, of as many passes as half a second has.
func seconds<Number: RowNumber>(
  _ network: CompiledNetwork, _ rows: ArraySlice<Number>, width: Int, _ options: CompiledNetwork.Options
) throws -> Double {
  var classes = [Int32](repeating: 0, count: rows.count / width)
  var best = Double.infinity
  let clock = options.threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC
  try rows.withUnsafeBufferPointer { rows in
    try classes.withUnsafeMutableBufferPointer { classes in
      let begin = now(clock)
      repeat {
        let start = now(clock)
        try network.run(rows, codes: UnsafeMutableBufferPointer(start: nil, count: 0), classes: classes, options)
        best = min(best, now(clock) - start)
      } while now(clock) - begin < 0.5
    }
  }
  return best
}
