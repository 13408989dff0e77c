import LNQData
import LNQRandom

/// A `Trainer` at work: everything that changes while it trains.
final class TrainingRun {
  let executor: any BatchExecutor
  /// How many rows were trained on, and for how long.
  private(set) var samples = 0
  private(set) var trainingSeconds = 0.0

  private let trainer: Trainer
  private let optimizer: OptimizerState<Float>
  private var shuffling: SplitMix64
  private var dropout: SplitMix64
  /// The training rows in this epoch's order.
  private var order: [Int32]
  /// Where each batch of an epoch begins and ends.
  private let batches: [Range<Int>]

  init(_ trainer: Trainer) {
    let (options, rowCount) = (trainer.options, trainer.dataset.train.count)
    self.trainer = trainer
    executor = trainer.network.executor(batchSize: min(options.batchSize, rowCount))
    optimizer = OptimizerState(
      options.optimizer, weightDecay: options.weightDecay, parameterCount: executor.parameters.count)
    var seeds = SplitMix64(seed: options.seed)
    shuffling = SplitMix64(seed: seeds.next())
    dropout = SplitMix64(seed: seeds.next())
    order = Array(0..<Int32(rowCount))
    let smallest = trainer.network.smallestTrainingBatch
    batches = stride(from: 0, to: rowCount, by: options.batchSize)
      .map { $0..<min($0 + options.batchSize, rowCount) }
      .filter { $0.count >= smallest }
  }

  /// Trains on every row once and validates.
  ///
  /// - Parameter index: the number of the epoch, from 0.
  /// - Returns: the figures; nil when `onStep` stopped the run.
  func epoch(
    _ index: Int, onStep: (TrainingProgress) -> TrainingControl
  ) throws(TrainingError) -> EpochRecord? {
    let (options, dataset) = (trainer.options, trainer.dataset)
    let learningRate = options.schedule.learningRate(
      initial: options.learningRate, epoch: index, epochs: options.epochs)
    let stopwatch = Stopwatch()
    Draw.shuffle(&order, from: &shuffling)
    var (seen, correct, loss) = (0, 0, 0.0)
    for (step, range) in batches.enumerated() {
      try executor.load(dataset.train, at: order[range])
      let result = executor.trainingPass(count: range.count, dropout: &dropout)
      guard result.loss.isFinite else {
        throw .diverged(epoch: index + 1, step: step + 1, learningRate: learningRate)
      }
      optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: learningRate)
      seen += range.count
      correct += result.correct
      loss += result.loss * Double(range.count)
      let progress = TrainingProgress(
        epoch: index + 1, epochs: options.epochs, step: step + 1, steps: batches.count, loss: result.loss,
        runningAccuracy: Double(correct) / Double(seen), samplesPerSecond: Double(seen) / stopwatch.seconds)
      guard onStep(progress) == .proceed else { return nil }
    }
    samples += seen
    trainingSeconds += stopwatch.seconds
    let validation = try Evaluation(of: executor.network, over: dataset.validation)
    guard validation.loss.isFinite else {
      throw .diverged(epoch: index + 1, step: nil, learningRate: learningRate)
    }
    return EpochRecord(
      epoch: index + 1, learningRate: learningRate, trainLoss: loss / Double(seen),
      trainAccuracy: Double(correct) / Double(seen), validationLoss: validation.loss,
      validationAccuracy: validation.accuracy, seconds: stopwatch.seconds)
  }
}
