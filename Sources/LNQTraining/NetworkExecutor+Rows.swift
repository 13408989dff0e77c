import LNQData

extension NetworkExecutor {
  /// Runs evaluation passes over all rows, batch after batch.
  ///
  /// `body` gets the range of rows, the result, and the logits: (rows of the range) × outputs, valid during the call.
  func forEachBatch(
    of rows: LabelledRows, _ body: (Range<Int>, BatchResult, UnsafeBufferPointer<Scalar>) -> Void
  ) throws(TrainingError) {
    for start in stride(from: 0, to: rows.count, by: batchSize) {
      let range = start..<min(start + batchSize, rows.count)
      try load(rows, at: Int32(range.lowerBound)..<Int32(range.upperBound))
      body(range, evaluationPass(count: range.count), logits(count: range.count))
    }
  }
}

extension Network {
  /// The outputs in evaluation mode: `rows.count` × `outputCount`, row after row.
  ///
  /// - Throws: `TrainingError` when the rows do not suit the network.
  public func logits(of rows: LabelledRows) throws(TrainingError) -> [Float] {
    var logits: [Float] = []
    logits.reserveCapacity(rows.count * outputCount)
    let executor = NetworkExecutor<Float>(self, batchSize: max(1, min(rows.count, 1024)))
    try executor.forEachBatch(of: rows) { _, _, batch in logits.append(contentsOf: batch) }
    return logits
  }
}
