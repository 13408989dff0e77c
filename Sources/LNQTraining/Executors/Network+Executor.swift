import LNQData

extension Network {
  /// What computes with this network fastest.
  ///
  /// - `ColumnExecutor` for quantizers and neurons, for sparse networks in batches that fill its columns, and for label
  ///   smoothing in small networks;
  /// - `FusedExecutor` for other networks whose layers it knows and which are no wider than the kernels' `widthLimit`;
  /// - `NetworkExecutor` for all others.
  ///
  /// - Parameter labelSmoothing: ε of `LabelSmoothing` in training passes; 0 for the plain cross-entropy.
  /// - Precondition: `batchSize` > 0.
  public func executor(batchSize: Int, labelSmoothing: Double = 0) -> any BatchExecutor {
    let isNarrow = widestLayer <= KernelSet.best.widthLimit
    let isForColumns =
      hasQuantizers || isSparse && batchSize >= ColumnExecutor.leastSparseBatch || isNarrow && labelSmoothing > 0
    if isForColumns,
      let executor = ColumnExecutor(self, batchSize: batchSize, labelSmoothing: labelSmoothing)
    {
      return executor
    }
    if isNarrow, labelSmoothing == 0, let executor = FusedExecutor(self, batchSize: batchSize) {
      return executor
    }
    return NetworkExecutor<Float>(self, batchSize: batchSize, labelSmoothing: labelSmoothing)
  }

  /// The most features between two layers.
  private var widestLayer: Int {
    layers.reduce(inputCount) { widest, layer in
      if case .linear(let layer) = layer { max(widest, layer.outputCount) } else { widest }
    }
  }

  /// Whether there are layers that `FusedExecutor` does not know, but `ColumnExecutor` does.
  private var hasQuantizers: Bool {
    layers.contains { layer in
      switch layer {
      case .quantizer, .neurons: true
      default: false
      }
    }
  }

  /// Whether at most a quarter of the weights are connected. `Benchmarks/models/jet-64-32-32-32.model` with 4 inputs for each
  /// neuron, an eighth, makes 1.7 times as many samples a second in columns as fused (batches of 1024, AVX-512), with 16
  /// inputs, half of the weights, 0.7 times.
  private var isSparse: Bool {
    var (connected, all) = (0, 0)
    for case .linear(let layer) in layers {
      connected += layer.connections?.reduce(0) { $0 + $1.count } ?? layer.weight.count
      all += layer.weight.count
    }
    return 4 * connected <= all && all > 0
  }

  /// The outputs in evaluation mode: `rows.count` × `outputCount`, row after row.
  ///
  /// - Throws: `TrainingError` when the rows do not suit the network.
  public func logits(of rows: LabelledRows) throws(TrainingError) -> [Float] {
    var logits: [Float] = []
    logits.reserveCapacity(rows.count * outputCount)
    let executor = executor(batchSize: max(1, min(rows.count, Evaluation.batchSize)))
    try executor.forEachBatch(of: rows) { range, _ in logits += executor.logits(count: range.count) }
    return logits
  }
}
