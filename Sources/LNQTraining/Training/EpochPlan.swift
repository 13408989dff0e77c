/// How the rows of an epoch are divided into batches, and the batches into steps.
///
/// The last batch may be smaller, as with PyTorch's `DataLoader` and `drop_last=False`, but is left out when it has fewer
/// rows than the network needs. The last step may have fewer batches.
struct EpochPlan: Sendable, Hashable {
  let rowCount: Int
  let batchSize: Int
  /// How many batches make a step.
  let accumulatedBatches: Int
  let batchCount: Int

  /// - Parameter smallestBatch: how many rows a batch needs.
  init(rowCount: Int, batchSize: Int, smallestBatch: Int, accumulatedBatches: Int) {
    self.rowCount = rowCount
    self.batchSize = batchSize
    self.accumulatedBatches = accumulatedBatches
    let rest = rowCount % batchSize
    batchCount = rowCount / batchSize + (rest > 0 && rest >= smallestBatch ? 1 : 0)
  }

  /// How many steps an epoch has.
  var stepCount: Int { (batchCount - 1) / accumulatedBatches + 1 }

  /// How many steps a run has, as far as epochs and a limit decide.
  func stepCount(epochs: Int, limit: Int?) -> Int {
    let (all, overflows) = epochs.multipliedReportingOverflow(by: stepCount)
    return min(overflows ? .max : all, limit ?? .max)
  }

  /// The batches of a step, both counted from 0.
  func batches(ofStep step: Int) -> Range<Int> {
    let first = step * accumulatedBatches
    return first..<first + min(accumulatedBatches, batchCount - first)
  }

  /// Where a batch's rows stand in the epoch's order.
  func rows(ofBatch batch: Int) -> Range<Int> {
    let first = batch * batchSize
    return first..<min(first + batchSize, rowCount)
  }
}
