import Dispatch

extension TableEvaluator {
  /// How many samples reach each row of each lookup: lookup after lookup in the order of the neurons, all rows of each.
  ///
  /// - Parameter inputCodes: row-major, one row of codes for each sample.
  /// - Throws: `TableError.inputCodes` when a row is incomplete or a code is outside its input's format.
  public func rowCounts(for inputCodes: [Int]) throws(TableError) -> [UInt32] {
    try network.checkInputCodes(inputCodes)
    let sampleCount = inputCodes.count / network.inputs.count
    // Each processor counts for itself: with many of them the memory for the counts would be worth more than the time.
    let workers = max(1, min(4, sampleCount / (16 * Self.blockSize)))
    let share = (sampleCount + workers - 1) / workers
    var parts = [[UInt32]](repeating: [], count: workers)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        parts[worker] = rowCounts(for: inputCodes, samples: worker * share..<min(sampleCount, (worker + 1) * share))
      }
    }
    var counts = parts[0]
    for part in parts.dropFirst() {
      for row in counts.indices { counts[row] += part[row] }
    }
    return counts
  }

  private func rowCounts(for inputCodes: [Int], samples: Range<Int>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: lookupRowCount)
    guard !wideUnsigned else {
      for sample in samples { count(inputCodes, sample, &counts) }
      return counts
    }
    counts.withUnsafeMutableBufferPointer { counts in
      forEachBlock(of: inputCodes, samples: samples, counts: counts.baseAddress) { _, _, _ in }
    }
    return counts
  }

  /// The plain way for one sample.
  private func count(_ inputCodes: [Int], _ sample: Int, _ counts: inout [UInt32]) {
    let inputCount = network.inputs.count
    let row = Array(inputCodes[sample * inputCount..<(sample + 1) * inputCount])
    // The codes are checked.
    guard let codes = try? network.signalCodes(for: row) else { return }
    for lookup in neurons.lazy.flatMap(\.lookups) {
      let address = lookup.inputs.reduce(0) {
        $0 | Int(UInt32(truncatingIfNeeded: codes[$1.signal]) & UInt32(bitPattern: $1.mask)) << Int($1.shift)
      }
      counts[lookup.countBase + address] += 1
    }
  }
}
