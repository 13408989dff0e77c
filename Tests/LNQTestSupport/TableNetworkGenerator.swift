import LNQFixedPoint
import LNQRandom
import LNQTables

/// Small random table networks for differential tests; equal seeds give equal networks.
public struct TableNetworkGenerator {
  /// What kinds of neurons a network has.
  public enum Neurons: String, CaseIterable, Sendable {
    /// One table each.
    case single
    /// Several tables, a sum, a requantization.
    case assembled
    /// Both, side by side, also with neurons that read signals of earlier layers.
    case mixed
  }

  private var random: SplitMix64

  /// A generator whose networks depend on `seed` alone.
  public init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// A network of 1...3 layers of 1...6 neurons over 1...6 inputs, with formats of all kinds.
  public mutating func network(_ neurons: Neurons) throws -> TableNetwork {
    var pool = TablePool()
    var signals = try (0..<Int.random(in: 1...6, using: &random)).map {
      Signal(name: "feature \($0)", quantizer: Quantizer(try format(widths: 1...5)))
    }
    let inputs = signals
    var layers: [TableLayer] = []
    let layerCount = Int.random(in: 1...3, using: &random)
    for layer in 1...layerCount {
      let isLast = layer == layerCount
      let outputFormat = try format(widths: 1...6)
      let previous = layers.last.map { signals.count - $0.neurons.count..<signals.count } ?? signals.indices
      var made: [Neuron] = []
      for index in 0..<Int.random(in: (isLast ? 2 : 1)...6, using: &random) {
        let source = neurons == .mixed && Bool.random(using: &random) ? signals.indices : previous
        let isSingle = neurons == .single || (neurons == .mixed && Bool.random(using: &random))
        let output = Signal(
          name: "layer\(layer).\(index)", quantizer: Quantizer(isLast ? outputFormat : try format(widths: 1...5)))
        made.append(
          try isSingle
            ? single(output, from: source, signals, &pool) : assembled(output, from: source, signals, &pool))
      }
      signals += made.map(\.output)
      layers.append(TableLayer(name: "layer\(layer)", origin: "random \(neurons.rawValue) neurons", neurons: made))
    }
    let outputs = Array(signals.count - (layers.last?.neurons.count ?? 0)..<signals.count)
    return try TableNetwork(
      name: "random-\(neurons.rawValue)", inputs: inputs, tables: pool.tables, layers: layers, outputs: outputs,
      classNames: outputs.indices.map { "class \($0)" })
  }

  /// `count` rows of random codes, then all minimum, all maximum.
  public mutating func inputCodes(for network: TableNetwork, count: Int) -> [Int] {
    var codes: [Int] = []
    for _ in 0..<count { codes += network.inputs.map { Int.random(in: $0.format.codes, using: &random) } }
    return codes + network.inputs.map(\.format.minimumCode) + network.inputs.map(\.format.maximumCode)
  }

  private mutating func format(widths: ClosedRange<Int>) throws -> FixedPointFormat {
    try FixedPointFormat(
      width: Int.random(in: widths, using: &random), fractionBits: Int.random(in: -2...8, using: &random),
      isSigned: Bool.random(using: &random))
  }

  private mutating func table(_ inputs: [Int], _ signals: [Signal], _ output: FixedPointFormat) -> TruthTable {
    let width = inputs.reduce(0) { $0 + signals[$1].format.width }
    return TruthTable(addressWidth: width, output: output) { _ in Int.random(in: output.codes, using: &random) }
  }

  /// Some of `source`, at most `bits` bits together; now and then none, a constant.
  private mutating func inputs(from source: Range<Int>, _ signals: [Signal], bits: Int) -> [Int] {
    var (chosen, width): ([Int], Int) = ([], 0)
    for signal in source.shuffled(using: &random) where Int.random(in: 0..<8, using: &random) > 0 {
      guard width + signals[signal].format.width <= bits else { continue }
      chosen.append(signal)
      width += signals[signal].format.width
    }
    return chosen
  }

  private mutating func single(
    _ output: Signal, from source: Range<Int>, _ signals: [Signal], _ pool: inout TablePool
  ) -> Neuron {
    let inputs = inputs(from: source, signals, bits: 9)
    let table = table(inputs, signals, output.format)
    return Neuron(lookups: [Lookup(table: pool.index(of: table), inputs: inputs)], requantization: nil, output: output)
  }

  private mutating func assembled(
    _ output: Signal, from source: Range<Int>, _ signals: [Signal], _ pool: inout TablePool
  ) throws -> Neuron {
    let lookups = try (0..<Int.random(in: 1...5, using: &random)).map { _ in
      let inputs = inputs(from: source, signals, bits: 6)
      return Lookup(table: pool.index(of: table(inputs, signals, try format(widths: 1...9))), inputs: inputs)
    }
    let requantization = try Requantization(shift: Int.random(in: 0...6, using: &random), output: output.format)
    return Neuron(lookups: lookups, requantization: requantization, output: output)
  }
}
