import LNQFixedPoint
import LNQRandom
import LNQTables

/// Random networks of what `TableNetworkGenerator` has not: codes of more than 8 bits, tables of up to 13 address bits, tables that are
/// weighted sums, sums of all sizes, and tables that follow a sum. Equal seeds give equal networks.
struct WideNetworkGenerator {
  private var random: SplitMix64
  private var pool = TablePool()

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func network() throws -> TableNetwork {
    pool = TablePool()
    var signals = try [1, 3, 3, 3, 3, 4, 5, 7, 8, 10].map { width in
      Signal(name: "x", quantizer: Quantizer(try format(width)))
    }
    let inputs = signals
    let output = try format([6, 9, 12].randomElement(using: &random) ?? 6)
    var layers: [TableLayer] = []
    // The inputs' widths say which of them address a table together.
    layers.append(
      try layer(
        [
          weighted([1, 2, 3, 4], signals, width: 3), weighted([5, 6, 2], signals, width: 4),
          table([1, 2, 3], signals, width: 8), table([9], signals, width: 4), table([9, 1], signals, width: 11),
          table([7, 6], signals, width: 2), table([6, 1], signals, width: 3),
          sum([[1, 2], [3], [4]], signals, partWidth: 4, shift: 0, width: 6),
          sum([[1, 2], [3, 5], [8]], signals, partWidth: 9, shift: 3, width: 8),
          sum([[8], [7], [6]], signals, partWidth: 17, shift: 9, width: 9),
          sum([[9], [8, 1], [2]], signals, partWidth: 20, shift: 12, width: 8),
          sum(Array(repeating: [7], count: 7), signals, partWidth: 15, shift: 31, width: 5),
        ], &signals))
    let made = inputs.count..<signals.count
    // Some read sums alone.
    layers.append(
      try layer(made.map { try table([$0], signals, width: Int.random(in: 1...8, using: &random)) }, &signals))
    let last = made.upperBound..<signals.count
    let neurons = (0..<3).map { _ in
      let chosen = last.shuffled(using: &random).prefix(3)
      let widths = chosen.map { signals[$0].format.width }
      let kept = widths.reduce(0, +) <= 13 ? Array(chosen) : [chosen[chosen.startIndex]]
      return neuron(kept, signals, output)
    }
    layers.append(try layer(neurons, &signals))
    return try TableNetwork(
      name: "wide", inputs: inputs, tables: pool.tables, layers: layers,
      outputs: Array(signals.count - 3..<signals.count), classNames: ["a", "b", "c"])
  }

  mutating func inputCodes(for network: TableNetwork, count: Int) -> [Int] {
    (0..<count).flatMap { _ in network.inputs.map { Int.random(in: $0.format.codes, using: &random) } }
      + network.inputs.map(\.format.minimumCode) + network.inputs.map(\.format.maximumCode)
  }

  private mutating func format(_ width: Int) throws -> FixedPointFormat {
    try FixedPointFormat(width: width, fractionBits: 0, isSigned: Bool.random(using: &random))
  }

  private func layer(_ neurons: [Neuron], _ signals: inout [Signal]) throws -> TableLayer {
    defer { signals += neurons.map(\.output) }
    return TableLayer(name: "layer", origin: "random", neurons: neurons)
  }

  private mutating func neuron(_ inputs: [Int], _ signals: [Signal], _ output: FixedPointFormat) -> Neuron {
    Neuron(randomTableOf: inputs, signals, output, in: &pool, using: &random)
  }

  private mutating func table(_ inputs: [Int], _ signals: [Signal], width: Int) throws -> Neuron {
    neuron(inputs, signals, try format(width))
  }

  /// A rounded, clipped sum of the codes with small weights.
  private mutating func weighted(_ inputs: [Int], _ signals: [Signal], width: Int) throws -> Neuron {
    let output = try FixedPointFormat(width: width, fractionBits: 0, isSigned: Bool.random(using: &random))
    let formats = inputs.map { signals[$0].format }
    let weights = inputs.map { _ in Double.random(in: -1...1, using: &random) }
    let table = TruthTable(addressWidth: formats.reduce(0) { $0 + $1.width }, output: output) { row in
      var (rest, sum) = (row, 0.5)
      for (format, weight) in zip(formats, weights) {
        sum += weight * Double(format.code(ofBitPattern: UInt32(rest & Int(format.mask))))
        rest >>= format.width
      }
      return output.saturate(Int(sum.rounded(.down)))
    }
    return Neuron(
      lookups: [Lookup(table: pool.index(of: table), inputs: inputs)], requantization: nil,
      output: Signal(name: "w", quantizer: Quantizer(output)))
  }

  private mutating func sum(
    _ parts: [[Int]], _ signals: [Signal], partWidth: Int, shift: Int, width: Int
  ) throws -> Neuron {
    let lookups = try parts.map { inputs in
      let part = try FixedPointFormat(width: partWidth, fractionBits: 0, isSigned: Bool.random(using: &random))
      let table = TruthTable(addressWidth: inputs.reduce(0) { $0 + signals[$1].format.width }, output: part) { _ in
        Int.random(in: part.codes, using: &random)
      }
      return Lookup(table: pool.index(of: table), inputs: inputs)
    }
    let output = try format(width)
    return Neuron(
      lookups: lookups, requantization: try Requantization(shift: shift, output: output),
      output: Signal(name: "s", quantizer: Quantizer(output)))
  }
}
