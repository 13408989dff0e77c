/// One layer of a network: its shape and constants, one line of a model file. A `Network` holds its numbers.
public enum Layer: Sendable, Hashable {
  /// `BatchNorm1d(featureCount, eps=epsilon, momentum=momentum)`.
  case batchNorm1d(featureCount: Int, epsilon: Float, momentum: Float)
  /// `ReLU()`, `Tanh()`, ….
  case elementwise(ElementwiseFunction)
  /// `Linear(inputCount, outputCount, bias=hasBias, fan_in=fanIn)`; without `fanIn` every output sees every input.
  case linear(inputCount: Int, outputCount: Int, hasBias: Bool, fanIn: Int?)
  /// `Dropout(probability)`.
  case dropout(probability: Float)

  /// `Conv1d(in_channels, out_channels, kernel_size, …, bias=hasBias)`.
  case conv1d(Conv1dGeometry, hasBias: Bool)
  /// `Flatten()`: channels, one after the other, become features.
  case flatten
  /// `Unflatten(1, (channels, length))`: features become channels.
  case unflatten(channels: Int, length: Int)
  /// `Residual(body…, shortcut=Sequential(…))` or `Ensemble(Sequential(…), Sequential(…), …)`: Σ branch(x); an empty branch
  /// is x itself.
  case branches(BranchSum, [[Layer]])
  /// `QuantIdentity(…)`, `QuantHardTanh(…)` or `QuantReLU(…)`.
  case quantizer(QuantizerSettings)
  /// `Linear(…, fan_in=k)` with `degree`, `adders` or `hidden`.
  case neurons(NeuronShape)
  /// `KANLinear(in_features, out_features, grid=5, order=3, bits=8)`: sums of functions of one input.
  case kanLinear(KANShape)
  /// `Thermometer(bits, 'distributive', features=F)`: features become bits.
  case thermometer(ThermometerShape)
  /// `LUTLayer(size, n=6)`: learned tables of bits.
  case luts(LUTShape)
  /// `GroupSum(classes, tau)`: bits are counted.
  case groupSum(GroupSumShape)

  /// `ReLU()`.
  public static var relu: Layer { .elementwise(.relu(ReLU())) }

  /// A residual block: body(x) + shortcut(x); an empty shortcut is x itself.
  public static func residual(body: [Layer], shortcut: [Layer]) -> Layer {
    .branches(.residual, [body, shortcut])
  }

  /// How many features a layer can have, 1...65,536; also how many numbers the channels can have together.
  static let featureCounts = 1...65_536
  /// How many weights a `Linear` (with neurons of any kind) or a `Conv1d` can have, 2^26 (256 MB).
  static let weightLimit = 1 << 26
  /// How deep residual blocks and ensembles can stand in each other.
  static let depthLimit = 8
  /// How many bits the codes can have together that a neuron of one table sees: 2^20 rows.
  static let addressLimit = 20

  /// What each row of its connections looks like; nil when every output sees every input, or there are none.
  var connectivity: (inputCount: Int, rowCount: Int, fanIns: ClosedRange<Int>)? {
    switch self {
    // While connections are pruned there are more than `fanIn`.
    case .linear(let inputCount, let outputCount, _, _?): (inputCount, outputCount, 1...inputCount)
    case .neurons(let shape): (shape.inputCount, shape.subNeuronCount, shape.fanIn...shape.fanIn)
    case .kanLinear(let shape): (shape.inputCount, shape.outputCount, 1...shape.inputCount)
    default: nil
    }
  }

  /// Which of its parameters, counted from its first one, are 0 because what they multiply is not connected.
  func maskedPlaces(_ connections: [[Int]]) -> [Int] {
    switch self {
    case .linear(let inputCount, _, _, _):
      let mask = Linear.mask(connections, inputCount: inputCount)
      return mask.indices.filter { mask[$0] == 0 }
    case .kanLinear(let shape): return shape.prunedPlaces(connections)
    default: return []
    }
  }

  /// How many features or channels it has a learned width for; nil where all codes have one width, or are none.
  var channelWidthCount: Int? {
    guard case .quantizer(let settings) = self, let learned = settings.learned, learned.count > 1 else { return nil }
    return learned.count
  }

  /// Whether the numbers that come out are those that go in, at inference.
  var movesOnly: Bool {
    switch self {
    case .dropout, .flatten, .unflatten, .elementwise(.identity): true
    default: false
    }
  }

  /// What comes out when `input`, which the layer takes, goes in.
  public func outputShape(of input: ActivationShape) -> ActivationShape {
    switch self {
    case .batchNorm1d, .elementwise, .dropout, .quantizer: input
    case .linear(_, let outputCount, _, _): .features(outputCount)
    case .conv1d(let geometry, _):
      .channels(geometry.outputChannels, length: geometry.outputLength(of: input.normalized.length))
    case .flatten: .features(input.count)
    case .unflatten(let channels, let length): .channels(channels, length: length)
    case .branches(_, let branches): (branches.first ?? []).reduce(input) { $1.outputShape(of: $0) }
    case .neurons(let shape): .features(shape.outputCount)
    case .kanLinear(let shape): .features(shape.outputCount)
    case .thermometer(let shape): .features(shape.outputCount)
    case .luts(let shape): .features(shape.size)
    case .groupSum(let shape): .features(shape.classCount)
    }
  }
}
