import LNQData
import LNQRandom

/// Trains a network on a dataset. Writes no files: the callbacks get what is worth writing.
///
/// Every epoch sees every training row once, in an order that is drawn anew. The last batch of an epoch may be smaller,
/// as with PyTorch's `DataLoader` and `drop_last=False`; if it has a single row and the network normalizes batches, it is
/// left out, since a single row has no variance. After each epoch the validation rows decide whether it is the best.
public struct Trainer: Sendable {
  /// What to start from.
  public let network: Network
  /// The rows; the test part is not read.
  public let dataset: Dataset
  /// How to train.
  public let options: TrainingOptions

  /// Checks that everything fits together.
  ///
  /// - Throws: `TrainingError` for options out of range, another number of features or classes, parts without rows, or
  ///   batches of one row with batch normalization.
  public init(network: Network, dataset: Dataset, options: TrainingOptions) throws(TrainingError) {
    try options.check()
    guard dataset.train.featureCount == network.inputCount else {
      throw .featureCount(network: network.inputCount, rows: dataset.train.featureCount)
    }
    guard dataset.classNames.count == network.outputCount else {
      throw .classCount(outputs: network.outputCount, classes: dataset.classNames.count)
    }
    guard dataset.train.count > 0 else { throw .noRows(part: "training") }
    guard dataset.validation.count > 0 else { throw .noRows(part: "validation") }
    if network.smallestTrainingBatch > min(options.batchSize, dataset.train.count) {
      throw .batchesTooSmall(batchSize: options.batchSize, rows: dataset.train.count)
    }
    self.network = network
    self.dataset = dataset
    self.options = options
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - onStep: called after every step.
  ///   - onEpoch: called after every epoch.
  /// - Returns: the best and the last network and every epoch's figures; nil when it was stopped in the first epoch.
  /// - Throws: `TrainingError.diverged` as soon as a loss is not finite; `.label` for a label that is no output.
  public func run(
    onStep: (TrainingProgress) -> TrainingControl = { _ in .proceed },
    onEpoch: (EpochReport) -> TrainingControl = { _ in .proceed }
  ) throws(TrainingError) -> TrainingResult? {
    let run = TrainingRun(self)
    var best: (network: Network, record: EpochRecord)?
    var last = network
    var history: [EpochRecord] = []
    var control = TrainingControl.proceed
    while control == .proceed, history.count < options.epochs {
      guard let record = try run.epoch(history.count, onStep: onStep) else {
        control = .stop
        break
      }
      history.append(record)
      last = run.executor.network
      let isBest = best.map { record.validationLoss < $0.record.validationLoss } ?? true
      if isBest { best = (last, record) }
      control = onEpoch(EpochReport(record: record, network: last, isBest: isBest))
    }
    guard let best else { return nil }
    return TrainingResult(
      best: best.network, bestRecord: best.record, last: last, history: history,
      wasStopped: history.count < options.epochs, samples: run.samples, trainingSeconds: run.trainingSeconds)
  }
}

extension Network {
  /// How many rows a batch needs: 2 with batch normalization, else 1.
  var smallestTrainingBatch: Int {
    let normalizes = allLayers.contains { if case .batchNorm1d = $0 { true } else { false } }
    return normalizes ? 2 : 1
  }
}
