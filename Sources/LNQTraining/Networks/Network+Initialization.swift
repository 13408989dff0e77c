import LNQRandom

extension Network {
  /// A network with PyTorch's initialisation, drawn with `SplitMix64(seed:)`; see `NeuronLayer` for its own.
  ///
  /// Weights and biases of a `Linear` are uniform in ±1/√(fan-in), where the fan-in is `fan_in` if there is one, else the
  /// number of inputs; those of a `Conv1d` likewise, with (input channels / groups) · kernel size. A `Linear`'s connections are `fan_in` distinct inputs for each output, all choices equally likely. Batch
  /// normalization starts as the identity. Equal seeds give equal networks.
  ///
  /// - Parameter isDense: whether each `Linear` starts with all connections, as a `SparsityMethod` that `startsDense` wants.
  public init(_ model: ModelDescription, seed: UInt64, isDense: Bool = false) {
    var generator = SplitMix64(seed: seed)
    self.init(model, layers: model.layers.map { Layer($0, isDense: isDense, generator: &generator) })
  }
}

extension Layer {
  /// A layer with PyTorch's initialisation.
  init(_ description: LayerDescription, isDense: Bool, generator: inout SplitMix64) {
    switch description {
    case .batchNorm1d(let featureCount, let epsilon, let momentum):
      self = .batchNorm1d(BatchNorm1d(featureCount: featureCount, epsilon: epsilon, momentum: momentum))
    case .elementwise(let function):
      self = .elementwise(function)
    case .linear(let inputCount, let outputCount, let hasBias, let fanIn):
      let count = isDense ? inputCount : fanIn ?? inputCount
      let connections = fanIn.map { _ in
        (0..<outputCount).map { _ in RandomDraws.distinct(count, below: inputCount, from: &generator) }
      }
      let bound = 1 / Float(count).squareRoot()
      // A dense matrix is drawn even under a mask: `Linear` keeps what the connections select.
      let weight = (0..<inputCount * outputCount).map { _ in RandomDraws.uniform(bound, from: &generator) }
      let bias = hasBias ? (0..<outputCount).map { _ in RandomDraws.uniform(bound, from: &generator) } : nil
      self = .linear(
        Linear(
          inputCount: inputCount, outputCount: outputCount, weight: weight, bias: bias, connections: connections,
          fanIn: fanIn))
    case .dropout(let probability):
      self = .dropout(Dropout(probability: probability))
    case .conv1d(let geometry, let hasBias):
      let bound = 1 / Float(geometry.fanIn).squareRoot()
      let weight = (0..<geometry.weightCount).map { _ in RandomDraws.uniform(bound, from: &generator) }
      let bias = hasBias ? (0..<geometry.outputChannels).map { _ in RandomDraws.uniform(bound, from: &generator) } : nil
      self = .conv1d(Conv1d(geometry: geometry, weight: weight, bias: bias))
    case .flatten:
      self = .flatten
    case .unflatten(let channels, let length):
      self = .unflatten(channels: channels, length: length)
    case .branches(let kind, let branches):
      self = .branches(
        BranchSum(kind, branches: branches.map { $0.map { Layer($0, isDense: isDense, generator: &generator) } }))
    case .quantizer(let settings):
      self = .quantizer(ActivationQuantizer(settings))
    case .neurons(let shape):
      self = .neurons(NeuronLayer(shape, generator: &generator))
    }
  }
}

extension Network {
  /// The network that a training run with `options` begins with: its seed, and dense where its `SparsityMethod` starts so.
  public init(_ model: ModelDescription, _ options: TrainingOptions) {
    self.init(model, seed: options.seed, isDense: options.sparsity?.startsDense ?? false)
  }
}

/// Random numbers for training. Their definitions are here so that no change of a library changes a seeded run.
enum RandomDraws {
  /// Uniform in −`bound` ..< `bound`, on a grid of 2^24 points.
  static func uniform(_ bound: Float, from generator: inout SplitMix64) -> Float {
    let unit = Float(generator.next() >> 40) * 0x1p-24
    return (2 * unit - 1) * bound
  }

  /// An integer in 0 ..< `limit`; the bias of at most `limit` · 2^−64 is accepted.
  static func index(below limit: Int, from generator: inout SplitMix64) -> Int {
    Int(UInt64(limit).multipliedFullWidth(by: generator.next()).high)
  }

  /// `count` distinct integers in 0 ..< `limit`, ascending, all choices equally likely.
  static func distinct(_ count: Int, below limit: Int, from generator: inout SplitMix64) -> [Int] {
    var candidates = Array(0..<limit)
    for i in 0..<count { candidates.swapAt(i, i + index(below: limit - i, from: &generator)) }
    return candidates.prefix(count).sorted()
  }

  /// Fisher and Yates' shuffle, from the end.
  static func shuffle(_ values: inout [Int32], from generator: inout SplitMix64) {
    values.withUnsafeMutableBufferPointer { values in
      for i in stride(from: values.count - 1, to: 0, by: -1) {
        values.swapAt(i, index(below: i + 1, from: &generator))
      }
    }
  }
}
