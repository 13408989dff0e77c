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
  private let writer: RunWriter
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
    writer = try RunWriter(run, listWith: .manifest, durability: .inSystem)
    let lastStep = state?.optimizer.stepCount
    let kept = try lastStep.map { step throws(RunDirectoryError) in try run.stepRecords().filter { $0.step <= step } }
    events = try EventFile(in: run.eventsPath, restart: lastStep.map { $0 + 1 })
    let content = StepLog.content(of: kept ?? [])
    try writer.write([(.steps, content)])
    steps = try StepLog(at: run.stepsPath, holding: content)
    guard let state else { return }
    for record in state.history { append(record) }
    var files = self.files(of: state, isBest: false)
    if !state.history.isEmpty { files.append((.metrics, Data(metrics.utf8))) }
    if let best = state.best, let epoch = state.bestEpoch { files.append((.best, data(of: best, epoch: epoch))) }
    try writer.write(files, madeFrom: rows)
    if let best = state.best { try run.becomeLatest(of: best.name) }
  }

  /// Logs every n-th step, and the last one of each epoch: where a run ends, by patience too, its log ends.
  ///
  /// - Returns: `.stop` when something cannot be written; `error` says what and why.
  func record(_ step: TrainingProgress) -> TrainingControl {
    guard step.runStep % training.logEveryNSteps == 0 || step.step == step.steps else { return .proceed }
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
      try events.append(
        [("val_loss_epoch", record.validationLoss), ("val_acc_epoch", record.validationAccuracy)],
        step: report.state.optimizer.stepCount)
      try events.flush()
      try writer.write(
        [(.metrics, Data(metrics.utf8))] + files(of: report.state, isBest: report.isBest), madeFrom: rows,
        appending: steps)
      hasState = true
      epochs = report.state.history.count
      if report.isBest, !hasBest {
        try run.becomeLatest(of: report.network.name)
        hasBest = true
      }
      if ContinuousClock.now - settled >= Self.patience { try settle() }
    }
  }

  /// Writes what it takes to go on, when the run was stopped, or its thresholds were selected.
  func record(stopAt state: TrainingState) {
    _ = attempt { () throws(RunDirectoryError) in
      try writer.write(files(of: state, isBest: false), madeFrom: rows, appending: steps)
      hasState = true
      try events.flush()
      try settle()
    }
  }

  /// Logs the figures on the test part, at the end.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func record(
    _ test: Evaluation, _ curves: [ReceiverCurve], afterSteps steps: Int
  ) throws(RunDirectoryError) {
    if !curves.isEmpty {
      let best = Checksums.Version(try run.bytes(of: .best)).sha256
      try writer.write(
        [(.receiverCurves, ReceiverCurve.content(of: curves))], madeFrom: [RunFile.best.path: best])
    }
    try events.append([("test_loss_epoch", test.loss), ("test_acc_epoch", test.accuracy)], step: steps)
    try events.flush()
    try settle()
  }

  /// What checkpoints and figures are made from.
  private var rows: [String: String] { ["rows": dataset.provenance.sha256] }

  /// The longest time that finished epochs wait for the disk: waiting for it takes longer than a small network's epoch.
  private static let patience: Duration = .seconds(1)

  /// Waits until the disk has everything that was written.
  private func settle() throws(RunDirectoryError) {
    do {
      try WholeFile.settle(
        RunFile.ofTraining.map { run.path(of: $0) } + [run.listPath(of: .manifest), events.path])
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
  private func files(of state: TrainingState, isBest: Bool) -> [(file: RunFile, data: Data)] {
    let saved = SavedTraining(
      state, dataset: dataset, seed: training.options.seed, lnqVersion: Versions.ofLNQ)
    let last = Data(saved.last.serialized())
    return [(.last, last)] + (isBest ? [(.best, last)] : []) + [(.state, Data(saved.serialized()))]
  }

  private func data(of network: Network, epoch: Int) -> Data {
    Data(
      Checkpoint(
        network: network, dataset: dataset, epoch: epoch, seed: training.options.seed, lnqVersion: Versions.ofLNQ
      ).serialized())
  }

  private func append(_ record: EpochRecord) { metrics += record.line + "\n" }
}
