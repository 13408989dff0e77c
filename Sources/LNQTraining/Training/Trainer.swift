import LNQData
import LNQRandom

/// Trains a network on a dataset. Writes no files: the callbacks get what is worth writing.
///
/// Every epoch sees every training row once, in an order that is drawn anew. The last batch of an epoch may be smaller,
/// as with PyTorch's `DataLoader` and `drop_last=False`; if it has a single row and the network normalizes batches, it is
/// left out, since a single row has no variance. After each epoch, also one that `maxSteps` cuts short, the validation
/// rows decide whether it is the best.
///
/// A `SparsityMethod` changes connections before certain steps of the run, as if the network were another one from then on.
public struct Trainer: Sendable {
  /// What to start from.
  public let network: Network
  /// The rows; the test part is not read.
  public let dataset: Dataset
  /// How to train.
  public let options: TrainingOptions

  /// Checks that everything fits together, and fits what follows from the rows, such as thresholds.
  ///
  /// - Throws: what `check` throws.
  public init(network: Network, dataset: Dataset, options: TrainingOptions) throws(TrainingError) {
    try Self.check(network, dataset, options)
    self.network = network.fitted(to: dataset)
    self.dataset = dataset
    self.options = options
  }

  /// Checks that everything fits together.
  ///
  /// - Throws: `TrainingError` for options out of range, a sparsity without a fan-in, more connections than that, another number of features or classes, parts without rows, or
  ///   batches of one row with batch normalization.
  public static func check(
    _ network: Network, _ dataset: Dataset, _ options: TrainingOptions
  ) throws(TrainingError) {
    try options.check()
    if case .threshold = options.sparsity {
      guard network.hasEdges else { throw .noEdges }
    } else if let sparsity = options.sparsity, !network.hasFanIn {
      throw .noFanIn(sparsity: sparsity.name.rawValue)
    }
    if options.cost != nil, !LUTCost(network).hasLearnedWidths { throw .noLearnedBits }
    if let sparsity = options.sparsity, sparsity.startsDense, network.hasNeuronLayer {
      throw .neuronsPruned(sparsity: sparsity.name.rawValue)
    }
    guard options.sparsity?.startsDense ?? false || network.isWithinFanIn else { throw .tooManyConnections }
    guard dataset.train.featureCount == network.inputCount else {
      throw .featureCount(
        network: network.inputCount, rows: dataset.train.featureCount, leftOut: dataset.notes?.leftOutText)
    }
    guard dataset.classNames.count == network.outputCount else {
      throw .classCount(
        outputs: network.outputCount, classes: dataset.classNames.count, source: dataset.notes?.classSource)
    }
    guard dataset.train.count > 0 else { throw .noRows(part: "training") }
    guard dataset.validation.count > 0 else { throw .noRows(part: "validation") }
    if network.smallestTrainingBatch > min(options.batchSize, dataset.train.count) {
      throw .batchesTooSmall(batchSize: options.batchSize, rows: dataset.train.count)
    }
    if options.revivals != nil, RectifiedHead(network) == nil { throw .noRectifiedOutputs }
    try network.checkBits(options)
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - state: where an earlier run of an equal trainer stood; the result is the one that it would have had. nil to begin.
  ///   - threads: how many may make steps together; they change nothing but the time.
  ///   - groupsSteps: whether steps are made some at a time, those of some thousandths of a second, and reported after that. A stop comes after
  ///     the steps that were made; all numbers are the same.
  ///   - onSelection: called after every step of the network that selects thresholds, where one does.
  ///   - onSelected: called when they are selected: from there the run can go on.
  ///   - onStep: called after every step.
  ///   - onEpoch: called after every epoch.
  ///   - onStop: called when a callback stopped the run before it was over.
  /// - Returns: the best and the last network and every epoch's figures; nil when it was stopped in the first epoch or before.
  /// - Throws: `TrainingError.diverged` as soon as a loss is not finite; `.label` for a label that is no output; `.state`
  ///   for the state of another trainer.
  public func run(
    from state: TrainingState? = nil,
    threads: Int = 1,
    groupsSteps: Bool = false,
    onSelection: (TrainingProgress) -> TrainingControl = { _ in .proceed },
    onSelected: (TrainingState) -> Void = { _ in },
    onStep: (TrainingProgress) -> TrainingControl = { _ in .proceed },
    onEpoch: (EpochReport) -> TrainingControl = { _ in .proceed },
    onStop: (TrainingState) -> Void = { _ in }
  ) throws(TrainingError) -> TrainingResult? {
    let selected = try state == nil ? selectingThresholds(threads: threads, onSelection) : .some(nil)
    guard let selected else { return nil }
    let run = try TrainingRun(selected ?? self, from: state, groupsSteps: groupsSteps, threads: threads)
    if selected != nil { onSelected(run.state) }
    var last = run.state
    var control = TrainingControl.proceed
    while true {
      if let ending = run.ending { return TrainingResult(last, ending: ending) }
      guard control == .proceed, let report = try run.epoch(onStep: onStep) else {
        onStop(run.state)
        return TrainingResult(last, ending: .stopped)
      }
      last = report.state
      control = onEpoch(report)
    }
  }
}

extension TrainingResult {
  /// What came of the complete epochs; nil when there is none.
  fileprivate init?(_ state: TrainingState, ending: TrainingEnding) {
    guard let best = state.best, let bestRecord = state.bestRecord else { return nil }
    self.init(
      best: best, bestRecord: bestRecord, last: state.network, history: state.history, revivals: state.revivals,
      ending: ending, samples: state.samples, trainingSeconds: state.trainingSeconds)
  }
}

extension Network {
  /// How many rows a batch needs: 2 with batch normalization, else 1.
  var smallestTrainingBatch: Int {
    let normalizes = allPlaces.contains { if case .batchNorm1d = $0.layer { true } else { false } }
    return normalizes ? 2 : 1
  }
}
