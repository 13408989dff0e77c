import LNQTraining

extension EpochRecord {
  /// The names of the columns of `metrics.csv`.
  package static let header =
    "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds"

  /// The row, without the line's end.
  package var line: String {
    "\(epoch),\(learningRate),\(trainLoss),\(trainAccuracy),\(validationLoss),\(validationAccuracy),\(seconds)"
  }

  /// Reads a row; nil when it is none.
  package init?(line: Substring) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = fields.dropFirst().compactMap { Double($0) }
    guard fields.count == 7, numbers.count == 6, let epoch = Int(fields[0]) else { return nil }
    self.init(
      epoch: epoch, learningRate: numbers[0], trainLoss: numbers[1], trainAccuracy: numbers[2],
      validationLoss: numbers[3], validationAccuracy: numbers[4], seconds: numbers[5])
  }
}
