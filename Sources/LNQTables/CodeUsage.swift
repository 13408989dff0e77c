/// Which codes the signals of a layer take over some samples, and how often.
///
/// Signals of one layer may have formats of different widths: what is lowest, highest or unused is meant signal by signal.
public struct CodeUsage: Codable, Equatable, Sendable {
  /// `inputs`, or the layer's name.
  public let layer: String
  /// How many signals it has.
  public let signals: Int
  /// The lowest code of all of its formats.
  public let lowestCode: Int
  /// The highest code of all of its formats.
  public let highestCode: Int
  /// How many codes its formats have, all signals added.
  public let codes: Int
  /// How many of them occur.
  public let usedCodes: Int
  /// How many values were counted: samples times signals.
  public let values: Int
  /// How many of the values have the lowest code of their signal.
  public let atLowest: Int
  /// How many of the values have the highest code of their signal.
  public let atHighest: Int
  /// How many codes a bar of the histogram has, a power of two.
  public let codesPerBar: Int
  /// How many values each bar has, from `lowestCode` on.
  public let bars: [Int]

  /// How many bars a histogram has at most.
  public static let barLimit = 64
}

extension TableEvaluator {
  /// The usage of codes of the inputs, and then of each layer.
  ///
  /// - Parameter inputCodes: row-major, one row of codes for each sample.
  /// - Throws: `TableError.inputCodes` when a row is incomplete or a code is outside its input's format.
  public func codeUsage(for inputCodes: [Int]) throws(TableError) -> [CodeUsage] {
    try network.checkInputCodes(inputCodes)
    let signals = network.signals
    var counters = signals.map { CodeCounter($0.format.codes) }
    let (inputCount, samples) = (network.inputs.count, inputCodes.count / max(1, network.inputs.count))
    if wideUnsigned {
      for sample in 0..<samples {
        let row = Array(inputCodes[sample * inputCount..<(sample + 1) * inputCount])
        for (signal, code) in try network.signalCodes(for: row).enumerated() { counters[signal].add(code) }
      }
    } else {
      forEachBlock(of: inputCodes, samples: 0..<samples, counts: nil) { _, count, block in
        for signal in signals.indices {
          for k in 0..<count { counters[signal].add(Int(block[signal * Self.blockSize + k])) }
        }
      }
    }
    var rest = counters[...]
    return ([("inputs", inputCount)] + network.layers.map { ($0.name, $0.neurons.count) }).compactMap { name, count in
      defer { rest = rest.dropFirst(count) }
      return CodeUsage(layer: name, rest.prefix(count))
    }
  }
}

/// Counts the codes of a signal.
private struct CodeCounter {
  let codes: ClosedRange<Int>
  /// How often each code occurs.
  private(set) var counts: [Int: Int] = [:]
  /// The same of signals with few codes, by the distance from the lowest one; empty for others.
  private(set) var fewCounts: [Int]

  /// Up to so many codes an array counts.
  private static let arrayLimit = 1 << 12

  init(_ codes: ClosedRange<Int>) {
    self.codes = codes
    fewCounts = codes.count <= Self.arrayLimit ? Array(repeating: 0, count: codes.count) : []
  }

  mutating func add(_ code: Int) {
    if fewCounts.isEmpty { counts[code, default: 0] += 1 } else { fewCounts[code - codes.lowerBound] += 1 }
  }

  /// Every code that occurs, in no order.
  var used: [(code: Int, count: Int)] {
    fewCounts.isEmpty
      ? counts.map { ($0.key, $0.value) }
      : fewCounts.enumerated().filter { $0.element > 0 }.map { ($0.offset + codes.lowerBound, $0.element) }
  }
}

extension CodeUsage {
  /// Adds what the counters of a layer have; nil for a layer without signals.
  fileprivate init?(layer: String, _ counters: ArraySlice<CodeCounter>) {
    guard let lowest = counters.map(\.codes.lowerBound).min(), let highest = counters.map(\.codes.upperBound).max()
    else { return nil }
    var codesPerBar = 1
    while (highest - lowest) / codesPerBar >= Self.barLimit { codesPerBar *= 2 }
    var bars = [Int](repeating: 0, count: (highest - lowest) / codesPerBar + 1)
    var (usedCodes, values, atLowest, atHighest) = (0, 0, 0, 0)
    for counter in counters {
      let used = counter.used
      usedCodes += used.count
      for (code, count) in used {
        values += count
        bars[(code - lowest) / codesPerBar] += count
        if code == counter.codes.lowerBound { atLowest += count }
        if code == counter.codes.upperBound { atHighest += count }
      }
    }
    self.init(
      layer: layer, signals: counters.count, lowestCode: lowest, highestCode: highest,
      codes: counters.reduce(0) { $0 + $1.codes.count }, usedCodes: usedCodes, values: values, atLowest: atLowest,
      atHighest: atHighest, codesPerBar: codesPerBar, bars: bars)
  }
}
