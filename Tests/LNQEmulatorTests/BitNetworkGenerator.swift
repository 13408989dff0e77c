import LNQFixedPoint
import LNQRandom
import LNQTables

/// Random networks as weightless ones: inputs that are compared with thresholds, tables of bits, and sums of tables of two values. Equal
/// seeds give equal networks.
struct BitNetworkGenerator {
  private var random: SplitMix64
  private var pool = TablePool()

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// - Parameters:
  ///   - count: how many inputs there are.
  ///   - isPure: whether inputs are compared and nothing else; without it tables of bytes read inputs and bits too.
  mutating func network(inputs count: Int, isPure: Bool) throws -> TableNetwork {
    pool = TablePool()
    let bit = try FixedPointFormat(width: 1, fractionBits: 0, isSigned: false)
    var signals = try (0..<count).map { index in
      let width = index % 3 == 0 ? 8 : Int.random(in: (isPure ? 2 : 1)...8, using: &random)
      return Signal(name: "x\(index)", quantizer: Quantizer(try format(width, isSigned: Bool.random(using: &random))))
    }
    let inputs = signals
    var layers: [TableLayer] = []
    func add(_ neurons: [Neuron]) {
      layers.append(TableLayer(name: "layer\(layers.count + 1)", origin: "random", neurons: neurons))
      signals += neurons.map(\.output)
    }
    // Some inputs have no threshold, and one has many.
    add(
      try (0..<max(24, count / 2)).map { index in
        let input = index < 10 ? 0 : Int.random(in: 0..<count, using: &random)
        return try comparison(of: input, signals[input].format, bit, isRising: isPure || index % 5 != 4)
      })
    let compared = count..<signals.count
    add((0..<30).map { _ in gate(compared, signals, bit) })
    let bits = compared.lowerBound..<signals.count
    var others: [Neuron] = []
    if !isPure {
      others.append(table([0, 1], signals, try format(3, isSigned: true)))
      others.append(table([compared.lowerBound, compared.lowerBound + 30], signals, try format(4, isSigned: false)))
      add(others)
    }
    let output = try format([7, 12].randomElement(using: &random) ?? 7, isSigned: Bool.random(using: &random))
    let sizes = [1, 4, 63, 64, 90, 255, 256].shuffled(using: &random).prefix(5)
    add(
      try sizes.enumerated().map { index, size in
        // With another step it is no number of bits.
        try sum(bits, size, output, isEven: isPure || index > 0)
      })
    return try TableNetwork(
      name: "bits", inputs: inputs, tables: pool.tables, layers: layers,
      outputs: Array(signals.count - 5..<signals.count), classNames: [])
  }

  mutating func inputCodes(for network: TableNetwork, count: Int) -> [Int] {
    (0..<count).flatMap { _ in network.inputs.map { Int.random(in: $0.format.codes, using: &random) } }
      + network.inputs.map(\.format.minimumCode) + network.inputs.map(\.format.maximumCode)
  }

  private func format(_ width: Int, isSigned: Bool) throws -> FixedPointFormat {
    try FixedPointFormat(width: width, fractionBits: 0, isSigned: isSigned)
  }

  private mutating func neuron(_ lookups: [Lookup], _ output: FixedPointFormat, _ shift: Int? = nil) throws -> Neuron {
    Neuron(
      lookups: lookups, requantization: try shift.map { try Requantization(shift: $0, output: output) },
      output: Signal(name: "n", quantizer: Quantizer(output)))
  }

  private mutating func comparison(
    of input: Int, _ format: FixedPointFormat, _ bit: FixedPointFormat, isRising: Bool
  ) throws -> Neuron {
    let least = format.codes.lowerBound
    let threshold = format.width == 1 ? least + 1 : Int.random(in: least + 1...format.codes.upperBound, using: &random)
    let table = TruthTable(addressWidth: format.width, output: bit) { row in
      (format.code(ofBitPattern: UInt32(row)) >= threshold) == isRising ? 1 : 0
    }
    return try neuron([Lookup(table: pool.index(of: table), inputs: [input])], bit)
  }

  private mutating func gate(_ from: Range<Int>, _ signals: [Signal], _ bit: FixedPointFormat) -> Neuron {
    let inputs = Array(from.shuffled(using: &random).prefix(Int.random(in: 1...6, using: &random)))
    return table(inputs, signals, bit)
  }

  private mutating func table(_ inputs: [Int], _ signals: [Signal], _ output: FixedPointFormat) -> Neuron {
    Neuron(randomTableOf: inputs, signals, output, in: &pool, using: &random)
  }

  /// A sum of tables that have two values each; tables of all kinds, so that constants and copies of inputs are among them.
  private mutating func sum(_ from: Range<Int>, _ size: Int, _ output: FixedPointFormat, isEven: Bool) throws -> Neuron
  {
    let part = try format(9, isSigned: true)
    let step = Int.random(in: 1...5, using: &random)
    let lookups = (0..<size).map { index -> Lookup in
      let inputs = Array(from.shuffled(using: &random).prefix(Int.random(in: 1...6, using: &random)))
      let low = Int.random(in: -3...3, using: &random)
      let rare = [0, 1, 2, 6].randomElement(using: &random) ?? 0
      let table = TruthTable(addressWidth: inputs.count, output: part) { row in
        let isOne = rare == 0 ? Bool.random(using: &random) : row % (rare * 8 + 1) == 1
        return low + (isOne ? (isEven || index > 0 ? step : step + 1) : 0)
      }
      return Lookup(table: pool.index(of: table), inputs: inputs)
    }
    return try neuron(lookups, output, Int.random(in: 0...2, using: &random))
  }
}
