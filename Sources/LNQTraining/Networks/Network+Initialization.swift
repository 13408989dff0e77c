import LNQRandom

extension Network {
  /// A network with PyTorch's initialisation, drawn with `SplitMix64(seed:)`; see `NeuronLayer` for its own.
  ///
  /// Weights and biases of a `Linear` are uniform in ±1/√(fan-in), where the fan-in is `fan_in` if there is one, else the
  /// number of inputs; those of a `Conv1d` likewise, with (input channels / groups) · kernel size. A `Linear`'s connections are `fan_in` distinct inputs for each output, all choices equally likely. Batch
  /// normalization starts as the identity. Equal seeds give equal networks.
  ///
  /// - Parameter isDense: whether each `Linear` starts with all connections, which a `SparsityMethod` that `startsDense` needs.
  public init(_ model: ModelDescription, seed: UInt64, isDense: Bool = false) {
    self.init(
      name: model.name, inputCount: model.inputCount, outputCount: model.outputCount, layers: model.layers, seed: seed,
      isDense: isDense)
  }

  /// Layers whose shapes are known to fit.
  init(name: String, inputCount: Int, outputCount: Int, layers: [Layer], seed: UInt64, isDense: Bool = false) {
    var generator = SplitMix64(seed: seed)
    self.init(name: name, inputCount: inputCount, outputCount: outputCount, layers: layers) {
      $0.layer.start(isDense: isDense, from: &generator)
    }
  }
}

extension Layer {
  /// PyTorch's initialisation of the layer itself.
  fileprivate func start(isDense: Bool, from generator: inout SplitMix64) -> LayerNumbers {
    /// Every number of every tensor uniform in ±1/√(fan-in), a dense matrix also under a mask.
    func drawn(fanIn: Int, connections: [[Int]]? = nil) -> LayerNumbers {
      let bound = 1 / Float(fanIn).squareRoot()
      let values = tensors.map { (0..<$0.count).map { _ in RandomDraws.uniform(bound, from: &generator) } }
      return LayerNumbers(values: values, connections: connections)
    }
    switch self {
    case .linear(let inputCount, let outputCount, _, let fanIn):
      let count = isDense ? inputCount : fanIn ?? inputCount
      let connections = fanIn.map { _ in
        (0..<outputCount).map { _ in RandomDraws.distinct(count, below: inputCount, from: &generator) }
      }
      return drawn(fanIn: count, connections: connections)
    case .conv1d(let geometry, _): return drawn(fanIn: geometry.fanIn)
    case .neurons(let shape): return shape.start(from: &generator)
    case .kanLinear(let shape): return shape.start(from: &generator)
    case .luts(let shape): return shape.start(from: &generator)
    case .batchNorm1d, .elementwise, .dropout, .flatten, .unflatten, .branches, .quantizer, .thermometer, .groupSum:
      return LayerNumbers(startOf: self)
    }
  }
}

extension Network {
  /// The network that a training run with `options` begins with: its seed, and dense where its `SparsityMethod` starts so.
  public init(_ model: ModelDescription, _ options: TrainingOptions) {
    self.init(model.selecting(options), seed: options.seed, isDense: options.sparsity?.startsDense ?? false)
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
