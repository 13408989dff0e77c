import LNQData
import LNQRandom
import LNQTraining

/// Small random float networks of every layer kind, and rows for them; equal seeds give equal values.
public struct FloatNetworkGenerator {
  private var random: SplitMix64

  /// A generator whose networks depend on `seed` alone.
  public init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// Layers of the notation in any order that fits: elementwise layers before, between and after 1...3 Linears.
  public mutating func network() throws -> Network {
    var width = Int.random(in: 1...6, using: &random)
    var layers: [Layer] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      layers += elementwise(width)
      let next = Int.random(in: 2...6, using: &random)
      let fanIn = Bool.random(using: &random) ? nil : Int.random(in: 1...width, using: &random)
      layers.append(.linear(linear(width, next, fanIn: fanIn)))
      width = next
    }
    layers += elementwise(width)
    return try Network(name: "random", layers: layers)
  }

  /// `count` rows of normal deviates, with a label each.
  public mutating func rows(_ count: Int, for network: Network) -> LabelledRows {
    LabelledRows(
      featureCount: network.inputCount,
      features: (0..<count * network.inputCount).map { _ in Float(random.normal()) },
      labels: (0..<count).map { _ in Int32.random(in: 0..<Int32(network.outputCount), using: &random) })
  }

  /// A BatchNorm with parameters and statistics as after some training.
  public mutating func batchNorm(_ width: Int) -> BatchNorm1d {
    BatchNorm1d(
      weight: (0..<width).map { _ in Float.random(in: -1.5...1.5, using: &random) },
      bias: (0..<width).map { _ in Float.random(in: -0.5...0.5, using: &random) },
      runningMean: (0..<width).map { _ in Float.random(in: -0.5...0.5, using: &random) },
      runningVariance: (0..<width).map { _ in Float.random(in: 0.3...2, using: &random) })
  }

  /// A Linear with uniform weights; with a fan-in each output has that many inputs.
  public mutating func linear(_ inputs: Int, _ outputs: Int, fanIn: Int? = nil) -> Linear {
    let connections = fanIn.map { fanIn in
      (0..<outputs).map { _ in Array((0..<inputs).shuffled(using: &random).prefix(fanIn)).sorted() }
    }
    return Linear(
      inputCount: inputs, outputCount: outputs,
      weight: (0..<inputs * outputs).map { _ in Float.random(in: -1...1, using: &random) },
      bias: Bool.random(using: &random) ? (0..<outputs).map { _ in Float.random(in: -0.5...0.5, using: &random) } : nil,
      connections: connections)
  }

  private mutating func elementwise(_ width: Int) -> [Layer] {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1: .batchNorm1d(batchNorm(width))
      case 2, 3: .relu
      default: .dropout(Dropout(probability: 0.2))
      }
    }
  }
}
