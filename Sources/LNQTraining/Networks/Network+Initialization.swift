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
    /// Every number of every tensor uniform in ±1/√(fan-in), a dense matrix also under a mask, whose rest is 0 again.
    func drawn(fanIn: Int) -> [[Float]] {
      let bound = 1 / Float(fanIn).squareRoot()
      return description.tensors.map { (0..<$0.count).map { _ in RandomDraws.uniform(bound, from: &generator) } }
    }
    switch description {
    case .linear(let inputCount, let outputCount, _, let fanIn):
      let count = isDense ? inputCount : fanIn ?? inputCount
      let connections = fanIn.map { _ in
        (0..<outputCount).map { _ in RandomDraws.distinct(count, below: inputCount, from: &generator) }
      }
      let values = drawn(fanIn: count)
      self = .linear(
        Linear(
          inputCount: inputCount, outputCount: outputCount, weight: values[0], bias: values.count > 1 ? values[1] : nil,
          connections: connections, fanIn: fanIn))
    case .conv1d(let geometry, _):
      self.init(description, connections: nil)
      values = drawn(fanIn: geometry.fanIn)
    case .branches(let kind, let branches):
      self = .branches(
        BranchSum(kind, branches: branches.map { $0.map { Layer($0, isDense: isDense, generator: &generator) } }))
    case .neurons(let shape):
      self = .neurons(NeuronLayer(shape, generator: &generator))
    case .batchNorm1d, .elementwise, .dropout, .flatten, .unflatten, .quantizer:
      self.init(description, connections: nil)
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
