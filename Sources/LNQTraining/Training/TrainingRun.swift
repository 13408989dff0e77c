import LNQData
import LNQRandom

/// A `Trainer` at work: everything that changes while it trains.
final class TrainingRun {
  /// Made anew when connections change.
  private var executor: any BatchExecutor
  private let trainer: Trainer
  private let threads: Int
  private let optimizer: OptimizerState<Float>
  private let plan: EpochPlan
  private let shufflingSeed: UInt64
  private let dropoutSeed: UInt64
  /// Changes connections; nil when they stay.
  private let search: ConnectionSearch?
  private let penalty: GroupPenalty?
  /// The learned widths, and what they cost with the connections that there are; nil without a cost.
  private let bitLimits: BitLimits
  private var cost: LUTCost?
  /// What silent outputs are drawn from.
  private let revivalSeed: UInt64
  private var revivals: [Revival]
  /// The training rows in this epoch's order.
  private var order: [Int32]
  /// Where the gradients of several batches add up; nil when each batch is a step.
  private let accumulated: ScalarBuffer<Float>?
  /// How many steps the executor makes at once; nil while each has to be reported when it was made.
  private var group: StepGroup?

  private var history: [EpochRecord]
  private var best: Network?
  private var bestEpoch: Int?
  private var partial: PartialEpoch
  private var samples: Int
  private var trainingSeconds: Double

  /// Starts where `state` stands, or from the trainer's network.
  ///
  /// - Parameters:
  ///   - groupsSteps: whether steps may be reported some at a time.
  ///   - threads: how many may make steps together.
  /// - Throws: `TrainingError.state` when it is the state of another network or of a run over other rows.
  init(
    _ trainer: Trainer, from state: TrainingState?, groupsSteps: Bool = false, threads: Int = 1
  ) throws(TrainingError) {
    let (options, rowCount) = (trainer.options, trainer.dataset.train.count)
    self.trainer = trainer
    self.threads = threads
    let startsDense = options.sparsity?.startsDense ?? false
    let network = state?.network ?? (startsDense ? trainer.network.fullyConnected : trainer.network)
    executor = network.executor(batchSize: min(options.batchSize, rowCount), training: options, threads: threads)
    optimizer = OptimizerState(
      options.optimizer, weightDecay: options.weightDecay, parameterCount: executor.parameters.count,
      undecayed: trainer.network.undecayedIndices)
    plan = EpochPlan(
      rowCount: rowCount, batchSize: options.batchSize, smallestBatch: trainer.network.smallestTrainingBatch,
      accumulatedBatches: options.accumulatedBatches)
    order = Array(repeating: 0, count: rowCount)
    accumulated = options.accumulatedBatches > 1 ? ScalarBuffer(count: executor.parameters.count) : nil
    var seeds = SplitMix64(seed: options.seed)
    shufflingSeed = seeds.next()
    dropoutSeed = seeds.next()
    let steps = plan.stepCount(epochs: options.epochs, limit: options.maxSteps)
    let connectionSeed = seeds.next()
    revivalSeed = seeds.next()
    search = options.sparsity.map { ConnectionSearch($0, steps: steps, seed: connectionSeed) }
    penalty = if case .groupLasso = options.sparsity { GroupPenalty(network) } else { nil }
    bitLimits = BitLimits(network)
    cost = options.cost.map { _ in LUTCost(network) }
    group = groupsSteps ? StepGroup() : nil
    history = state?.history ?? []
    revivals = state?.revivals ?? []
    best = state?.best
    bestEpoch = state?.bestEpoch
    partial = state?.partial ?? PartialEpoch()
    samples = state?.samples ?? 0
    trainingSeconds = state?.trainingSeconds ?? 0
    guard let state else { return }
    guard state.network.modelText == trainer.network.modelText,
      state.optimizer.first.count == executor.parameters.count,
      state.optimizer.second.count == executor.parameters.count, partial.isPart(of: plan),
      state.optimizer.stepCount >= partial.steps
    else { throw .state }
    optimizer.remember(state.optimizer)
  }

  /// Where the run stands; valid between two steps.
  var state: TrainingState {
    TrainingState(
      network: executor.network, best: best, bestEpoch: bestEpoch, history: history, partial: partial,
      optimizer: optimizer.memory, revivals: revivals,
      samples: samples, trainingSeconds: trainingSeconds)
  }

  /// Why the run is over; nil while it is not.
  var ending: TrainingEnding? {
    let options = trainer.options
    if partial.steps > 0 { return nil }
    if history.count >= options.epochs { return .epochs }
    if let maxSteps = options.maxSteps, optimizer.stepCount >= maxSteps { return .steps }
    if let patience = options.patience, let bestEpoch, history.count - bestEpoch >= patience { return .patience }
    return nil
  }

  /// Trains on every row once, or on those that are left of an epoch that was begun, and validates.
  ///
  /// - Returns: what to write down; nil when `onStep` stopped the run.
  func epoch(onStep: (TrainingProgress) -> TrainingControl) throws(TrainingError) -> EpochReport? {
    let (index, earlier) = (history.count, partial)
    if partial.steps == 0 { try revive() }
    let learningRate = trainer.options.schedule.learningRate(
      initial: trainer.options.learningRate, epoch: index, epochs: trainer.options.epochs,
      validationLosses: history.map(\.validationLoss))
    let limits = stepLimits
    let stopwatch = Stopwatch()
    var shuffling = SplitMix64(seed: shufflingSeed, stream: UInt64(index))
    for row in order.indices { order[row] = Int32(row) }
    RandomDraws.shuffle(&order, from: &shuffling)
    while partial.steps < limits.epoch {
      let begin = optimizer.stepCount
      let before = partial.seconds
      let outcomes = try steps(limits.epoch - partial.steps, learningRate: learningRate)
      let seconds = earlier.seconds + stopwatch.seconds - before
      group?.took(seconds)
      var control = TrainingControl.proceed
      for (i, outcome) in outcomes.enumerated() {
        let warmLearningRate = learningRate * warmth(ofStep: begin + i)
        guard outcome.loss.isFinite else {
          throw .diverged(epoch: index + 1, step: partial.steps + 1, learningRate: warmLearningRate)
        }
        partial.steps += 1
        partial.rows += outcome.rows
        partial.correct += outcome.correct
        partial.lossSum += outcome.lossSum
        partial.seconds = before + seconds * Double(i + 1) / Double(outcomes.count)
        let progress = TrainingProgress(
          epoch: index + 1, epochs: trainer.options.epochs, step: partial.steps, steps: limits.epoch,
          runStep: begin + i + 1, runSteps: limits.run, learningRate: warmLearningRate, loss: outcome.loss,
          accuracy: outcome.accuracy, runningAccuracy: partial.accuracy,
          samplesPerSecond: Double(partial.rows) / partial.seconds)
        if onStep(progress) == .stop { control = .stop }
      }
      guard control == .proceed else { return nil }
    }
    let epochSeconds = partial.seconds
    try executor.endEpoch(validation: trainer.dataset.validation)
    let network = executor.network
    let validation = try Evaluation(of: network, over: trainer.dataset.validation)
    guard validation.loss.isFinite else {
      throw .diverged(epoch: index + 1, step: nil, learningRate: learningRate)
    }
    let record = EpochRecord(
      epoch: index + 1, learningRate: learningRate, trainLoss: partial.loss, trainAccuracy: partial.accuracy,
      validationLoss: validation.loss, validationAccuracy: validation.accuracy,
      seconds: earlier.seconds + stopwatch.seconds)
    // While there are too many connections, no epoch is the best.
    let isCandidate = search?.isFinal(after: optimizer.stepCount) ?? true
    let isBest = isCandidate && isBetter(record, network)
    if isBest { (best, bestEpoch) = (network, index + 1) }
    samples += partial.rows
    trainingSeconds += epochSeconds
    history.append(record)
    partial = PartialEpoch()
    return EpochReport(record: record, state: state, isBest: isBest)
  }

  /// Whether an epoch is better than the best one: its loss is lower, with what the network costs; of a weightless network, whose
  /// loss in training is not that of its bits, its accuracy is higher.
  private func isBetter(_ record: EpochRecord, _ network: Network) -> Bool {
    guard let bestEpoch, let best else { return true }
    let other = history[bestEpoch - 1]
    guard network.weightless == nil else { return record.validationAccuracy > other.validationAccuracy }
    func costs(_ network: Network) -> Double {
      trainer.options.cost.map { $0.weight * network.estimatedLUTs } ?? 0
    }
    return record.validationLoss + costs(network) < other.validationLoss + costs(best)
  }

  /// How many steps this epoch and the whole run have by the number of epochs and `maxSteps`; patience may end them earlier.
  private var stepLimits: (epoch: Int, run: Int) {
    let run = plan.stepCount(epochs: trainer.options.epochs, limit: trainer.options.maxSteps)
    return (min(plan.stepCount, run - (optimizer.stepCount - partial.steps)), run)
  }

  /// The share of the schedule's learning rate that a step of the run has, counted from 0.
  private func warmth(ofStep step: Int) -> Double {
    trainer.options.warmupSteps.map { min(1, Double(step + 1) / Double($0)) } ?? 1
  }

  /// What came of the batches of one step, before it was made.
  private struct StepOutcome {
    var rows = 0
    var correct = 0
    var lossSum = 0.0

    var loss: Double { lossSum / Double(rows) }
    var accuracy: Double { Double(correct) / Double(rows) }
  }

  /// Makes at least one of the next `limit` steps of the epoch: as many as may be reported together.
  ///
  /// - Returns: what each found. Where a loss is not finite it is the last one, and the parameters are those before its step.
  private func steps(_ limit: Int, learningRate: Double) throws(TrainingError) -> [StepOutcome] {
    try changeConnections()
    guard hasPlainSteps else { return [try step(learningRate: learningRate * warmth(ofStep: optimizer.stepCount))] }
    let begin = optimizer.stepCount
    var count = 1
    while count < min(limit, group?.size ?? 1), search?.isDue(after: begin + count) != true { count += 1 }
    let first = plan.rows(ofBatch: partial.steps).lowerBound
    let steps = (0..<count).map { i in
      TrainingStep(
        count: plan.rows(ofBatch: partial.steps + i).count, learningRate: learningRate * warmth(ofStep: begin + i),
        dropout: SplitMix64(seed: dropoutSeed, stream: UInt64(begin + i)), share: share(ofStep: begin + i))
    }
    let results = try executor.makeSteps(
      steps, of: trainer.dataset.train, order: order, from: first, optimizer: optimizer)
    return zip(results, steps).map { result, step in
      StepOutcome(rows: step.count, correct: result.correct, lossSum: result.loss * Double(step.count))
    }
  }

  /// Whether a step is nothing but a pass over one batch and a step of the optimizer.
  private var hasPlainSteps: Bool {
    accumulated == nil && cost == nil && trainer.options.gradientClipping == nil && bitLimits.isEmpty && penalty == nil
  }

  /// How much of the run is done before a step of it, counted from 0.
  private func share(ofStep step: Int) -> Double { Double(step) / Double(stepLimits.run) }

  /// Makes one step with all that may stand between its passes and the optimizer.
  ///
  /// - Returns: what it found. Where the loss is not finite the parameters are those before the step.
  private func step(learningRate: Double) throws(TrainingError) -> StepOutcome {
    var dropout = SplitMix64(seed: dropoutSeed, stream: UInt64(optimizer.stepCount))
    var outcome = StepOutcome()
    accumulated?.clear()
    executor.beginStep(share: share(ofStep: optimizer.stepCount))
    for batch in plan.batches(ofStep: partial.steps) {
      let range = plan.rows(ofBatch: batch)
      try executor.load(trainer.dataset.train, at: order[range])
      let result = executor.trainingPass(count: range.count, dropout: &dropout)
      accumulated?.add(executor.gradients, times: 1 / Float(plan.accumulatedBatches))
      outcome.rows += range.count
      outcome.correct += result.correct
      outcome.lossSum += result.loss * Double(range.count)
      guard result.loss.isFinite else { return outcome }
    }
    let gradients = accumulated ?? executor.gradients
    if let cost, let weight = trainer.options.cost?.weight {
      cost.addGradient(times: weight, parameters: executor.parameters, to: gradients)
    }
    if let limit = trainer.options.gradientClipping { GradientClipping.clip(gradients, toNorm: limit) }
    executor.step(optimizer, gradients: gradients, learningRate: learningRate)
    bitLimits.apply(to: executor.parameters)
    penalize(learningRate: learningRate)
    return outcome
  }

  /// Gives the network other connections when it is time.
  private func changeConnections() throws(TrainingError) {
    let steps = optimizer.stepCount
    guard let search, search.isDue(after: steps) else { return }
    let (options, rows) = (trainer.options, trainer.dataset.train)
    let network = executor.network
    var generator = search.generator(after: steps)
    let change = try search.change(of: network, after: steps, generator: &generator) {
      (generator: inout SplitMix64) throws(TrainingError) in
      try DenseGradients(
        of: network, over: rows, batchSize: options.batchSize, labelSmoothing: options.labelSmoothing,
        generator: &generator)
    } spreads: { (generator: inout SplitMix64) throws(TrainingError) in
      try EdgeSpreads(of: network, over: rows, generator: &generator)
    }
    optimizer.move(change.memory)
    executor = change.network.executor(batchSize: executor.batchSize, training: options, threads: threads)
    if cost != nil { cost = LUTCost(change.network) }
  }

  /// Draws outputs anew that are 0 on every training row, each at most as often as the options say.
  private func revive() throws(TrainingError) {
    guard let limit = trainer.options.revivals, !history.isEmpty else { return }
    var network = executor.network
    guard let head = RectifiedHead(network) else { return }
    let silent = try network.silentOutputs(over: trainer.dataset.train).filter { output in
      revivals.count { $0.outputs.contains(output) } < limit
    }
    guard !silent.isEmpty else { return }
    var generator = SplitMix64(seed: revivalSeed, stream: UInt64(history.count))
    let places = head.redraw(silent, of: &network, from: &generator)
    optimizer.move(places.map { OptimizerMemoryMove(place: $0, source: nil) })
    executor = network.executor(batchSize: executor.batchSize, training: trainer.options, threads: threads)
    revivals.append(Revival(epoch: history.count, outputs: silent))
  }

  private func penalize(learningRate: Double) {
    guard let penalty, let search, case .groupLasso(let strength, _) = search.method,
      optimizer.stepCount <= search.lastStep
    else { return }
    let distance = learningRate * strength * search.share(after: optimizer.stepCount)
    penalty.apply(to: executor.parameters, distance: Float(distance))
  }
}

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

  /// How many steps a run has by its number of epochs and a limit.
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

/// How many steps are made before they are reported: so many that they take some thousandths of a second, so that what is
/// done between groups takes no time beside them, and a stop is not felt to be late.
private struct StepGroup {
  private(set) var size = 1

  /// Notes how long a group took.
  mutating func took(_ seconds: Double) {
    if seconds < 0.002 { size = min(size * 2, 4096) }
    if seconds > 0.01 { size = max(1, size / 2) }
  }
}

/// Measures the time since it was made.
struct Stopwatch {
  private let start = ContinuousClock.now

  /// Seconds since then, never 0.
  var seconds: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return max(1e-9, Double(seconds) + Double(attoseconds) * 1e-18)
  }
}
