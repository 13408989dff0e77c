import LNQEmulator
import LNQFixedPoint
import LNQRandom
import LNQTables

/// Measures what the operations of `CostTable` cost on this processor, with networks that have nothing else.
struct CostMeasurement {
  /// Sixteen chains of random tables of `count` inputs each, of one width, so many layers long. The tables are no sums.
  ///
  /// - Parameter counts: whether a last layer counts the bits of all chains, which makes gates of tables of bits.
  private static func network(width: Int, count: Int, layers depth: Int, counts: Bool = false) throws -> TableNetwork {
    var random = SplitMix64(seed: UInt64(width * 100 + count))
    let format = try FixedPointFormat(width: width, fractionBits: 0, isSigned: false)
    let inputs = (0..<16).map { Signal(name: "x\($0)", quantizer: Quantizer(format)) }
    var pool = TablePool()
    var layers: [TableLayer] = []
    for layer in 0..<depth {
      let neurons = (0..<16).map { chain in
        let table = TruthTable(addressWidth: width * count, output: format) { _ in
          Int.random(in: format.codes, using: &random)
        }
        let read = (0..<count).map { 16 * layer + (chain + $0 * ($0 + 1) / 2) % 16 }
        return Neuron(
          lookups: [Lookup(table: pool.index(of: table), inputs: read)], requantization: nil,
          output: Signal(name: "n", quantizer: Quantizer(format)))
      }
      layers.append(TableLayer(name: "layer\(layer + 1)", origin: "random", neurons: neurons))
    }
    var outputs = Array(16 * depth..<16 * depth + 16)
    if counts {
      let bit = pool.index(of: TruthTable(addressWidth: 1, output: format) { $0 })
      let number = try FixedPointFormat(width: 5, fractionBits: 0, isSigned: false)
      let sum = Neuron(
        lookups: outputs.map { Lookup(table: bit, inputs: [$0]) },
        requantization: try Requantization(shift: 0, output: number),
        output: Signal(name: "n", quantizer: Quantizer(number)))
      layers.append(TableLayer(name: "sum", origin: "count", neurons: [sum]))
      outputs = [16 * depth + 16]
    }
    return try TableNetwork(
      name: "costs", inputs: inputs, tables: pool.tables, layers: layers, outputs: outputs, classNames: [])
  }

  /// Nanoseconds that one such operation takes for 64 samples: what 16 layers more take, the median of three times.
  private static func cost(
    width: Int, count: Int, counts: Bool = false, _ instructions: Instructions
  ) throws -> Double {
    let samples = 16_384
    var random = SplitMix64(seed: 1)
    let codes = (0..<samples * 16).map { _ in Int16.random(in: 0..<1 << Int16(width), using: &random) }
    let options = CompiledNetwork.Options(threads: 1, instructions: instructions)
    let networks = try [8, 24].map { depth in
      try CompiledNetwork(network(width: width, count: count, layers: depth, counts: counts), for: instructions)
    }
    let differences = try (0..<3).map { _ in
      let times = try networks.map { try seconds($0, codes[...], width: 16, options) }
      return times[1] - times[0]
    }
    return differences.sorted()[1] * 1e9 / Double(16 * 16) / (Double(samples) / 64)
  }

  /// The number of neurons and the seconds that 65,536 samples take, for networks of tables of 6 address bits, each twice as large as the one
  /// before.
  static func growth() throws -> [String] {
    let samples = 65_536
    var random = SplitMix64(seed: 1)
    let codes = (0..<samples * 16).map { _ in Int8.random(in: 0..<4, using: &random) }
    return try (0...8).map { power in
      let network = try CompiledNetwork(network(width: 2, count: 3, layers: 1 << power))
      let time = try seconds(network, codes[...], width: 16, CompiledNetwork.Options(threads: 1))
      return "\(16 << power) \(time)"
    }
  }

  /// A line a kind of operation, and last the case of `CostTable` that fits them.
  static func report(_ instructions: Instructions) throws -> [String] {
    var lines: [String] = []
    func measured(_ shapes: [(width: Int, count: Int)]) throws -> [(count: Double, cost: Double)] {
      try shapes.map { width, count in
        let cost = try cost(width: width, count: count, instructions)
        lines.append("\(instructions.rawValue): \(width * count) bits in \(count) inputs: \(number(cost)) ns")
        return (Double(count), cost)
      }
    }
    let bits = [
      try measured([(3, 2), (2, 3), (1, 6)]), try measured([(1, 7)]), try measured([(4, 2), (2, 4), (1, 8)]),
    ]
    let take = try measured([(5, 2), (4, 3), (2, 5), (1, 10)])
    // Costs below 0 would be those of the noise.
    let input = max(0, (slope(bits[0]) + slope(bits[2])) / 2)
    let bases = bits.map { points in
      max(0, points.reduce(0) { $0 + $1.cost - input * $1.count } / Double(points.count))
    }
    let takeInput = slope(take)
    let gate = try cost(width: 1, count: 6, counts: true, instructions)
    lines.append("\(instructions.rawValue): a gate of 6 bits: \(number(gate)) ns")
    let takeBase = take.reduce(0) { $0 + $1.cost - takeInput * $1.count } / Double(take.count)
    lines.append(
      "case .\(instructions.rawValue): (bytes, input, take, takeInput, gate) = ((\(bases.map(number).joined(separator: ", "))), "
        + "\(number(input)), \(number(takeBase)), \(number(takeInput)), \(number(gate)))")
    return lines
  }

  private static func number(_ value: Double) -> String { String((value * 100).rounded() / 100) }

  /// How costs grow with the number of inputs, by least squares.
  private static func slope(_ points: [(count: Double, cost: Double)]) -> Double {
    let n = Double(points.count)
    let (x, y) = points.reduce((0, 0)) { ($0.0 + $1.count / n, $0.1 + $1.cost / n) }
    let products = points.reduce(0) { $0 + ($1.count - x) * ($1.cost - y) }
    return products / points.reduce(0) { $0 + ($1.count - x) * ($1.count - x) }
  }
}
