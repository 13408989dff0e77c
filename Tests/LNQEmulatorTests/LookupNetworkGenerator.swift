import LNQFixedPoint
import LNQRandom
import LNQTables

/// Random networks as the sparse ones of the jets: 16 inputs of at most 6 bits, layers of tables of at most 8 address bits, of which most
/// have 6, and inner codes that many layers read. Equal seeds give equal networks.
struct LookupNetworkGenerator {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func network() throws -> TableNetwork {
    var pool = TablePool()
    var signals = try (0..<16).map { index in
      Signal(name: "x\(index)", quantizer: Quantizer(try format(index < 6 ? index + 1 : 2)))
    }
    var layers: [TableLayer] = []
    for size in [48, 40, 32, 5] {
      let isLast = size == 5
      let neurons = try (0..<size).map { _ in
        let output = try isLast ? FixedPointFormat(width: 3, fractionBits: 0, isSigned: true) : format(2)
        var inputs: [Int] = []
        var bits = 0
        // Some read what is far behind, so that it has to be kept.
        while inputs.count < 4 {
          let input = Int.random(in: max(0, signals.count - 96)..<signals.count, using: &random)
          guard bits + signals[input].format.width <= 8, !inputs.contains(input) else { break }
          (inputs, bits) = (inputs + [input], bits + signals[input].format.width)
        }
        let table = TruthTable(addressWidth: bits, output: output) { _ in Int.random(in: output.codes, using: &random) }
        return Neuron(
          lookups: [Lookup(table: pool.index(of: table), inputs: inputs)], requantization: nil,
          output: Signal(name: "n", quantizer: Quantizer(output)))
      }
      layers.append(TableLayer(name: "layer\(layers.count + 1)", origin: "random", neurons: neurons))
      signals += neurons.map(\.output)
    }
    return try TableNetwork(
      name: "lookups", inputs: Array(signals[..<16]), tables: pool.tables, layers: layers,
      outputs: Array(signals.count - 5..<signals.count), classNames: [])
  }

  mutating func inputCodes(for network: TableNetwork, count: Int) -> [Int] {
    (0..<count).flatMap { _ in network.inputs.map { Int.random(in: $0.format.codes, using: &random) } }
  }

  private mutating func format(_ width: Int) throws -> FixedPointFormat {
    try FixedPointFormat(width: width, fractionBits: 0, isSigned: Bool.random(using: &random))
  }
}
