import Dispatch
import LNQFixedPoint

/// A table network prepared for many samples: the same integers as `TableNetwork.signalCodes(for:)`, some hundred times faster.
///
/// Tables are unpacked once into arrays of codes, and samples go through a neuron in blocks, so that a table stays in the
/// processor's first cache while it is in use.
public struct TableEvaluator: Sendable {
  struct FlatLookup {
    /// Where the table's rows begin in `rows`.
    let base: Int
    /// Where its rows begin when every lookup's rows are counted.
    let countBase: Int
    /// The signals that address it, with the mask of their bits and their place in the address.
    let inputs: [(signal: Int, mask: Int32, shift: Int32)]
  }

  struct FlatNeuron {
    let lookups: [FlatLookup]
    let requantization: Requantization?
  }

  let network: TableNetwork
  let rows: [Int32]
  let neurons: [FlatNeuron]

  static let blockSize = 256

  /// Unpacks the tables of `network`: 4 bytes a row.
  public init(_ network: TableNetwork) {
    self.network = network
    var rows: [Int32] = []
    var bases: [Int] = []
    rows.reserveCapacity(network.tables.reduce(0) { $0 + $1.rowCount })
    for table in network.tables {
      bases.append(rows.count)
      // Only a 32-bit unsigned code does not fit; `outputs(for:)` then takes the plain way.
      for row in 0..<table.rowCount { rows.append(Int32(truncatingIfNeeded: table[row])) }
    }
    self.rows = rows
    let formats = network.signals.map(\.format)
    var countBase = 0
    neurons = network.neurons.map { _, neuron in
      FlatNeuron(
        lookups: neuron.lookups.map { lookup in
          var shift: Int32 = 0
          defer { countBase += network.tables[lookup.table].rowCount }
          return FlatLookup(
            base: bases[lookup.table], countBase: countBase,
            inputs: lookup.inputs.map { input in
              defer { shift += Int32(formats[input].width) }
              return (input, Int32(bitPattern: formats[input].mask), shift)
            })
        },
        requantization: neuron.requantization)
    }
    lookupRowCount = countBase
    wideUnsigned = (network.tables.map(\.output) + formats).contains { !$0.isSigned && $0.width == 32 }
  }

  /// Whether some code needs more than 31 bits and a sign, so that the blocks cannot hold it.
  let wideUnsigned: Bool
  /// How many rows the lookups have, equal tables counted where they are used.
  let lookupRowCount: Int

  /// The output codes of many samples.
  ///
  /// - Parameter inputCodes: row-major, one row of codes for each sample.
  /// - Returns: row-major, one row of output codes (logits) for each sample.
  /// - Throws: `TableError.inputCodes` when a row is incomplete or a code is outside its input's format.
  public func outputs(for inputCodes: [Int]) throws(TableError) -> [Int] {
    try network.checkInputCodes(inputCodes)
    let inputCount = network.inputs.count
    let sampleCount = inputCodes.count / inputCount
    guard !wideUnsigned else {
      var results: [Int] = []
      for sample in 0..<sampleCount {
        let codes = try network.signalCodes(for: Array(inputCodes[sample * inputCount..<(sample + 1) * inputCount]))
        results += network.outputs.map { codes[$0] }
      }
      return results
    }
    let (outputs, share) = (network.outputs, 16 * Self.blockSize)
    return [Int](unsafeUninitializedCapacity: sampleCount * outputs.count) { results, initialized in
      // Each sample has places of its own.
      nonisolated(unsafe) let places = results
      DispatchQueue.concurrentPerform(iterations: (sampleCount + share - 1) / share) { index in
        let samples = index * share..<min(sampleCount, (index + 1) * share)
        forEachBlock(of: inputCodes, samples: samples, counts: nil) { start, count, block in
          for (output, signal) in outputs.enumerated() {
            for k in 0..<count {
              places[(start + k) * outputs.count + output] = Int(block[signal * Self.blockSize + k])
            }
          }
        }
      }
      initialized = sampleCount * outputs.count
    }
  }

  /// Evaluates samples in blocks. `body` gets each block's first sample, its number of samples and all of its codes.
  func forEachBlock(
    of inputCodes: [Int], samples: Range<Int>, counts: UnsafeMutablePointer<UInt32>?,
    body: (_ start: Int, _ count: Int, _ block: [Int32]) -> Void
  ) {
    let inputCount = network.inputs.count
    var block = [Int32](repeating: 0, count: network.signalCount * Self.blockSize)
    var sums = [Int](repeating: 0, count: Self.blockSize)
    var addresses = [Int32](repeating: 0, count: Self.blockSize)
    for start in stride(from: samples.lowerBound, to: samples.upperBound, by: Self.blockSize) {
      let count = min(Self.blockSize, samples.upperBound - start)
      for input in 0..<inputCount {
        for k in 0..<count {
          block[input * Self.blockSize + k] = Int32(truncatingIfNeeded: inputCodes[(start + k) * inputCount + input])
        }
      }
      evaluate(&block, count: count, sums: &sums, addresses: &addresses, counts: counts)
      body(start, count, block)
    }
  }

  /// Fills the neurons' part of `block`, in which signal s of sample k has index s · `blockSize` + k.
  ///
  /// - Parameter counts: where each lookup's rows are counted; nil to count nothing.
  private func evaluate(
    _ block: inout [Int32], count: Int, sums: inout [Int], addresses: inout [Int32],
    counts: UnsafeMutablePointer<UInt32>?
  ) {
    rows.withUnsafeBufferPointer { rows in
      block.withUnsafeMutableBufferPointer { block in
        sums.withUnsafeMutableBufferPointer { sums in
          addresses.withUnsafeMutableBufferPointer { addresses in
            var signal = network.inputs.count
            for neuron in neurons {
              for k in 0..<count { sums[k] = 0 }
              for lookup in neuron.lookups {
                for k in 0..<count { addresses[k] = 0 }
                for input in lookup.inputs {
                  let codes = input.signal * Self.blockSize
                  for k in 0..<count { addresses[k] |= (block[codes + k] & input.mask) &<< input.shift }
                }
                for k in 0..<count { sums[k] &+= Int(rows[lookup.base + Int(addresses[k])]) }
                if let counts {
                  for k in 0..<count { counts[lookup.countBase + Int(addresses[k])] &+= 1 }
                }
              }
              let output = signal * Self.blockSize
              if let requantization = neuron.requantization {
                for k in 0..<count { block[output + k] = Int32(truncatingIfNeeded: requantization(sums[k])) }
              } else {
                for k in 0..<count { block[output + k] = Int32(truncatingIfNeeded: sums[k]) }
              }
              signal += 1
            }
          }
        }
      }
    }
  }

  /// The class of each row of `outputs(for:)`: the index of the largest code; among equals, the lowest.
  public func classes(of outputs: [Int]) -> [Int] {
    let count = network.outputs.count
    return stride(from: 0, to: outputs.count, by: count).map { TableNetwork.argmax(outputs[$0..<$0 + count]) }
  }
}

extension TableEvaluator {
  /// How many samples reach each row of each lookup: lookup after lookup in the order of the neurons, all rows of each.
  ///
  /// - Parameter inputCodes: row-major, one row of codes for each sample.
  /// - Throws: `TableError.inputCodes` when a row is incomplete or a code is outside its input's format.
  func rowCounts(for inputCodes: [Int]) throws(TableError) -> [UInt32] {
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
