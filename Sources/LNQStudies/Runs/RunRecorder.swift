import Foundation
import LNQData
import LNQFiles
import LNQTraining

/// Writes down what a training run leaves: checkpoints, what it takes to go on, `metrics.csv`, `steps.csv`, and TensorBoard's
/// events.
///
/// The run becomes the latest of its model with its first checkpoint that can be used, so that a run that is stopped early can be used.
final class RunRecorder {
  let run: RunDirectory
  /// What went wrong while writing; it stops the training.
  private(set) var error: RunDirectoryError?
  /// The complete epochs.
  private(set) var epochs: Int
  /// Whether there is something to go on from.
  private(set) var hasState: Bool

  private let dataset: Dataset
  private let training: TrainingRequest
  private let events: EventFile
  private let steps: StepLog
  private var metrics = EpochRecord.header + "\n"
  /// Whether there is a best checkpoint, and with it the link.
  private var hasBest: Bool
  /// When the disk had everything.
  private var settled = ContinuousClock.now

  /// Begins to write, or goes on from `state`: files that are newer than it are written again.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`; `.damaged` for a `steps.csv` that cannot be gone on with.
  init(
    run: RunDirectory, dataset: Dataset, training: TrainingRequest, from state: TrainingState?
  ) throws(RunDirectoryError) {
    self.run = run
    self.dataset = dataset
    self.training = training
    epochs = state?.history.count ?? 0
    hasState = state != nil
    hasBest = state?.best != nil
    events = try EventFile(in: run.eventsPath, restart: state.map { $0.optimizer.stepCount + 1 })
    steps = try StepLog(at: run.stepsPath, after: state?.optimizer.stepCount)
    guard let state else { return }
    for record in state.history { append(record) }
    try write(state, isBest: false)
    if !state.history.isEmpty { try write(Data(metrics.utf8), to: run.metricsPath) }
    if let best = state.best, let epoch = state.bestEpoch {
      try write(data(of: best, epoch: epoch), to: run.bestCheckpointPath)
    }
  }

  /// Logs every n-th step.
  ///
  /// - Returns: `.stop` when something cannot be written; `error` says what and why.
  func record(_ step: TrainingProgress) -> TrainingControl {
    guard step.runStep % training.logEveryNSteps == 0 else { return .proceed }
    return attempt { () throws(RunDirectoryError) in
      steps.append(StepRecord(step))
      try events.append(
        [("train_loss_step", step.loss), ("train_acc_step", step.accuracy), ("lr", step.learningRate)],
        step: step.runStep)
    }
  }

  /// Writes one epoch's files.
  func record(_ report: EpochReport) -> TrainingControl {
    attempt { () throws(RunDirectoryError) in
      let record = report.record
      append(record)
      try write(Data(metrics.utf8), to: run.metricsPath)
      try events.append(
        [("val_loss_epoch", record.validationLoss), ("val_acc_epoch", record.validationAccuracy)],
        step: report.state.optimizer.stepCount)
      try events.flush()
      try steps.flush()
      try write(report.state, isBest: report.isBest)
      epochs = report.state.history.count
      if report.isBest, !hasBest {
        try run.becomeLatest(of: report.network.name)
        hasBest = true
      }
      if ContinuousClock.now - settled >= Self.patience { try settle() }
    }
  }

  /// Writes what it takes to go on, when the run was stopped.
  func record(stopAt state: TrainingState) {
    _ = attempt { () throws(RunDirectoryError) in
      try steps.flush()
      try write(state, isBest: false)
      try events.flush()
      try settle()
    }
  }

  /// Logs the figures on the test part, at the end.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func record(_ test: Evaluation, afterSteps steps: Int) throws(RunDirectoryError) {
    try events.append([("test_loss_epoch", test.loss), ("test_acc_epoch", test.accuracy)], step: steps)
    try events.flush()
    try settle()
  }

  /// The longest time that finished epochs wait for the disk: waiting for it takes longer than a small network's epoch.
  private static let patience: Duration = .seconds(1)

  private func write(_ data: Data, to path: String) throws(RunDirectoryError) {
    try OutputFile.write(data, to: path, durability: .inSystem)
  }

  /// Waits until the disk has everything that was written.
  private func settle() throws(RunDirectoryError) {
    do {
      try WholeFile.settle([
        run.lastCheckpointPath, run.bestCheckpointPath, run.statePath, run.metricsPath, run.stepsPath, events.path,
      ])
    } catch {
      throw RunDirectoryError(error)
    }
    settled = .now
  }

  private func attempt(_ body: () throws(RunDirectoryError) -> Void) -> TrainingControl {
    do throws(RunDirectoryError) {
      try body()
      return .proceed
    } catch {
      self.error = error
      return .stop
    }
  }

  /// The checkpoints, and at the end, when everything else stands, what a resumed run begins with.
  private func write(_ state: TrainingState, isBest: Bool) throws(RunDirectoryError) {
    let saved = SavedTraining(
      state, dataset: dataset, seed: training.options.seed, lnqVersion: Versions.ofLNQ)
    let last = Data(saved.last.serialized())
    try write(last, to: run.lastCheckpointPath)
    if isBest { try write(last, to: run.bestCheckpointPath) }
    try write(Data(saved.serialized()), to: run.statePath)
    hasState = true
  }

  private func data(of network: Network, epoch: Int) -> Data {
    Data(
      Checkpoint(
        network: network, dataset: dataset, epoch: epoch, seed: training.options.seed, lnqVersion: Versions.ofLNQ
      ).serialized())
  }

  private func append(_ record: EpochRecord) { metrics += record.line + "\n" }
}
