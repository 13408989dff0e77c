import LNQData
import LNQRandom
import LNQTraining

/// Small random float networks of every layer kind, and rows for them; equal seeds give equal values.
public struct FloatNetworkGenerator {
  /// What a network is made of.
  public enum Kind: String, CaseIterable, Sendable {
    /// Linears and elementwise layers.
    case dense
    /// The same with residual blocks.
    case residual
    /// Convolutions, residual blocks over channels, and a Linear at the end.
    case convolutional
    /// Quantizers of the network's own after everything, sparse Linears, polynomials, sub-networks, sums of sub-neurons.
    case quantized
    /// The same with widths that each feature has learned, 0 bits among them; all outputs have one.
    case learned
    /// As quantized, with dense Linears, residual blocks, ensembles, and places without a quantizer.
    case mixed
    /// Element-wise functions after dense and sparse layers, with quantizers and without.
    case elementwise
  }

  private var random: SplitMix64

  /// A generator whose networks depend on `seed` alone.
  public init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// Layers of the notation in any order that fits: elementwise layers before, between and after 1...3 others.
  public mutating func network(_ kind: Kind = .dense) throws -> Network {
    switch kind {
    case .convolutional: return try Network(name: "random", layers: convolutional())
    case .quantized: return try Network(name: "random", layers: quantized())
    case .learned: return try Network(name: "random", layers: quantized(learnsWidths: true))
    case .mixed: return try Network(name: "random", layers: mixed())
    case .elementwise: return try Network(name: "random", layers: functions())
    case .dense, .residual: break
    }
    var width = Int.random(in: 1...6, using: &random)
    var layers: [NumberedLayer] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      layers += elementwise(width)
      if kind == .residual, Bool.random(using: &random) {
        let next = Bool.random(using: &random) ? width : Int.random(in: 2...4, using: &random)
        layers.append(residual(from: width, to: next))
        width = next
        continue
      }
      let next = Int.random(in: 2...6, using: &random)
      let fanIn = Bool.random(using: &random) ? nil : Int.random(in: 1...width, using: &random)
      layers.append(.linear(linear(width, next, fanIn: fanIn)))
      width = next
    }
    layers += elementwise(width)
    if kind == .residual { layers.append(residual(from: width, to: width)) }
    return try Network(name: "random", layers: layers)
  }

  /// Inputs as channels, 1...2 convolutions or residual blocks of them, and a Linear.
  private mutating func convolutional() -> [NumberedLayer] {
    var (channels, length) = (Int.random(in: 1...2, using: &random), Int.random(in: 3...5, using: &random))
    var layers = elementwise(channels * length) + [.unflatten(channels: channels, length: length)]
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      layers += elementwise(channels)
      let next = Int.random(in: 1...3, using: &random)
      if Bool.random(using: &random) {
        layers.append(residual(channels: channels, to: next))
      } else {
        let groups = channels == 2 && next == 2 ? Int.random(in: 1...2, using: &random) : 1
        let conv = conv1d(
          Conv1dGeometry(
            inputChannels: channels, outputChannels: next, kernelSize: Int.random(in: 1...3, using: &random),
            stride: Int.random(in: 1...2, using: &random), padding: Int.random(in: 1...2, using: &random),
            dilation: Int.random(in: 1...2, using: &random), groups: groups))
        guard conv.geometry.outputLength(of: length) > 0 else { continue }
        layers.append(.conv1d(conv))
        length = conv.geometry.outputLength(of: length)
      }
      channels = next
    }
    layers += elementwise(channels) + [.flatten]
    return layers + [.linear(linear(channels * length, Int.random(in: 2...4, using: &random)))]
  }

  /// As LogicNets and its successors: inputs, hidden neurons and outputs of 1...3 bits.
  private mutating func quantized(learnsWidths: Bool = false) -> [NumberedLayer] {
    var width = Int.random(in: 3...6, using: &random)
    func widths(_ count: Int) -> Int? { learnsWidths ? count : nil }
    var layers: [NumberedLayer] = [
      .batchNorm1d(batchNorm(width)), .quantizer(quantizer(.hardTanh, learnedWidths: widths(width))),
    ]
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      let next = Int.random(in: 3...6, using: &random)
      layers += [
        sparse(width, next), .batchNorm1d(batchNorm(next)), .quantizer(quantizer(.relu, learnedWidths: widths(next))),
      ]
      width = next
    }
    let outputs = Int.random(in: 2...4, using: &random)
    return layers + [
      sparse(width, outputs), .batchNorm1d(batchNorm(outputs)),
      .quantizer(quantizer(.identity, learnedWidths: widths(1))),
    ]
  }

  private mutating func mixed() -> [NumberedLayer] {
    let width = Int.random(in: 4...6, using: &random)
    let input: [NumberedLayer] =
      switch Int.random(in: 0..<4, using: &random) {
      case 0: []
      case 1: [.batchNorm1d(batchNorm(width)), .relu, .quantizer(quantizer(.identity))]
      case 2: [.relu, .batchNorm1d(batchNorm(width)), .quantizer(quantizer(.hardTanh))]
      default: [.quantizer(quantizer(.relu))]
      }
    var body = [sparse(width, width)]
    if Bool.random(using: &random) { body += [.batchNorm1d(batchNorm(width))] }
    if Bool.random(using: &random) { body += [.relu, .quantizer(quantizer(.hardTanh))] }
    let outputs = Int.random(in: 2...3, using: &random)
    var members: [[NumberedLayer]] = (0..<2).map { _ in
      let hidden = Int.random(in: 2...4, using: &random)
      return [
        .quantizer(quantizer(.hardTanh)), .linear(linear(width, hidden)), .relu, .quantizer(quantizer(.relu)),
        sparse(hidden, outputs), .quantizer(quantizer(.identity)),
      ]
    }
    if Bool.random(using: &random) { members[1].removeLast() }
    return input + [.residual(body: body), .ensemble(members)] + elementwise(outputs)
      + (Bool.random(using: &random) ? [.quantizer(quantizer(.identity))] : [])
  }

  private mutating func functions() -> [NumberedLayer] {
    var width = Int.random(in: 3...5, using: &random)
    var layers = Bool.random(using: &random) ? [.quantizer(quantizer(.identity))] : [function()]
    for _ in 0..<2 {
      let next = Int.random(in: 2...4, using: &random)
      layers += [Bool.random(using: &random) ? sparse(width, next) : .linear(linear(width, next))]
      if Bool.random(using: &random) { layers += [.batchNorm1d(batchNorm(next))] }
      layers += [function()]
      if Bool.random(using: &random) { layers += [.batchNorm1d(batchNorm(next))] }
      if Bool.random(using: &random) { layers += [.quantizer(quantizer(.hardTanh))] }
      width = next
    }
    return layers + [function()]
  }

  private mutating func function() -> NumberedLayer {
    let functions: [ElementwiseFunction] = [
      .leakyReLU(LeakyReLU(negativeSlope: 0.2)), .identity(Identity()), .tanh(Tanh()), .sigmoid(Sigmoid()),
      .hardtanh(Hardtanh(minimum: -0.5, maximum: 1.5)),
      .relu(ReLU()),
    ]
    return .elementwise(functions[Int.random(in: 0..<functions.count, using: &random)])
  }

  /// 1...3 bits, and a learned scale that is no power of two, or one that is.
  ///
  /// - Parameter learnedWidths: how many widths it has learned; nil for a quantizer of one that is fixed.
  public mutating func quantizer(_ kind: QuantizerSettings.Kind, learnedWidths: Int? = nil) -> ActivationQuantizer {
    let settings = QuantizerSettings(
      kind, bits: Int.random(in: 1...3, using: &random), signed: Int.random(in: 0..<3, using: &random) > 0,
      scale: Bool.random(using: &random) ? .learned : .powerOfTwo, learnedWidths: learnedWidths)
    return ActivationQuantizer(
      settings, log2Scale: Float.random(in: -2.5...0.5, using: &random),
      bits: learnedWidths.map { count in (0..<count).map { _ in Float.random(in: -0.4...3.4, using: &random) } })
  }

  /// A Linear with a fan-in, a polynomial, a sub-network, or sums of such.
  private mutating func sparse(_ inputs: Int, _ outputs: Int) -> NumberedLayer {
    let fanIn = Int.random(in: 1...min(3, inputs), using: &random)
    let functions: [NeuronFunction] = [
      .linear, .polynomial(degree: Int.random(in: 1...3, using: &random)), .network(hidden: 3, depth: 2, skip: 0),
      .network(hidden: 2, depth: 4, skip: 2), .network(hidden: 1, depth: 1, skip: 1),
    ]
    guard let function = functions.randomElement(using: &random), Int.random(in: 0..<5, using: &random) > 0 else {
      return .linear(linear(inputs, outputs, fanIn: fanIn))
    }
    return .neurons(
      neurons(
        NeuronShape(
          inputCount: inputs, outputCount: outputs, fanIn: fanIn, function: function,
          adders: Int.random(in: 1...3, using: &random), adderBits: Int.random(in: 2...4, using: &random))))
  }

  /// Neurons with uniform parameters.
  public mutating func neurons(_ shape: NeuronShape) -> NeuronLayer {
    NeuronLayer(
      shape: shape,
      connections: (0..<shape.subNeuronCount).map { _ in
        Array((0..<shape.inputCount).shuffled(using: &random).prefix(shape.fanIn)).sorted()
      },
      weight: (0..<shape.subNeuronCount * shape.parametersPerSubNeuron).map { _ in
        Float.random(in: -1...1, using: &random)
      },
      adderLog2Scale: shape.adderSettings == nil ? nil : Float.random(in: -2...0, using: &random))
  }

  /// A block over features whose body ends in a Linear or in elementwise layers, with a shortcut where one is needed.
  private mutating func residual(from width: Int, to next: Int) -> NumberedLayer {
    var body = elementwise(width) + [.linear(linear(width, next))]
    if Bool.random(using: &random) { body += elementwise(next) + [.linear(linear(next, next))] }
    if Bool.random(using: &random) { body += elementwise(next) }
    let isPlain = width == next && Int.random(in: 0..<3, using: &random) > 0
    let shortcut = isPlain ? [] : elementwise(width) + [.linear(linear(width, next))]
    return .residual(body: body, shortcut: shortcut)
  }

  /// The same over channels: the length stays.
  private mutating func residual(channels: Int, to next: Int) -> NumberedLayer {
    let first = Conv1dGeometry(inputChannels: channels, outputChannels: next, kernelSize: 3, padding: 1)
    let second = Conv1dGeometry(inputChannels: next, outputChannels: next, kernelSize: 3, padding: 2, dilation: 2)
    var body = elementwise(channels) + [.conv1d(conv1d(first))]
    if Bool.random(using: &random) { body += elementwise(next) + [.conv1d(conv1d(second))] }
    body += elementwise(next)
    let point = Conv1dGeometry(inputChannels: channels, outputChannels: next, kernelSize: 1)
    return .residual(body: body, shortcut: channels == next ? [] : [.conv1d(conv1d(point))])
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

  /// A Conv1d with uniform weights.
  public mutating func conv1d(_ geometry: Conv1dGeometry) -> Conv1d {
    Conv1d(
      geometry: geometry, weight: (0..<geometry.weightCount).map { _ in Float.random(in: -1...1, using: &random) },
      bias: Bool.random(using: &random)
        ? (0..<geometry.outputChannels).map { _ in Float.random(in: -0.5...0.5, using: &random) } : nil)
  }

  /// 0...3 layers over so many features or channels.
  private mutating func elementwise(_ width: Int) -> [NumberedLayer] {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1: .batchNorm1d(batchNorm(width))
      case 2, 3: .relu
      default: .dropout(probability: 0.2)
      }
    }
  }
}
