import LNQData

extension Network {
  /// What computes with this network fastest: `FusedExecutor` where it knows all layers and none is wider than the
  /// kernels' `widthLimit`, else `NetworkExecutor`, which is also the one that knows label smoothing.
  ///
  /// - Parameter labelSmoothing: ε of `LabelSmoothing` in training passes; 0 for the plain cross-entropy.
  /// - Precondition: `batchSize` > 0.
  public func executor(batchSize: Int, labelSmoothing: Double = 0) -> any BatchExecutor {
    let widest = layers.reduce(inputCount) { widest, layer in
      if case .linear(let layer) = layer { max(widest, layer.outputCount) } else { widest }
    }
    if labelSmoothing == 0, widest <= KernelSet.best.widthLimit,
      let executor = FusedExecutor(self, batchSize: batchSize)
    {
      return executor
    }
    return NetworkExecutor<Float>(self, batchSize: batchSize, labelSmoothing: labelSmoothing)
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
