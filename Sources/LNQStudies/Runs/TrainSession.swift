import Foundation
import LNQData
import LNQTraining

/// A training run from its start, or from where an earlier process stopped, to its end, with everything that it writes.
package struct TrainSession {
  package let run: RunDirectory
  package let trainer: Trainer
  package private(set) var manifest: RunManifest
  private let training: TrainingRequest
  /// Where an earlier process stopped.
  private let state: TrainingState?
  /// What has to be said about the run that goes on.
  private let remark: String?
  private let lock: FolderLock

  /// Begins a new run: makes its folder.
  ///
  /// - Throws: `RunDirectoryError`.
  package init(
    _ trainer: Trainer, _ training: TrainingRequest, manifest: RunManifest, in projectFolder: String, project: String?
  ) throws(RunDirectoryError) {
    self.trainer = trainer
    self.training = training
    self.manifest = manifest
    self.manifest.training = training
    state = nil
    remark = nil
    run = try RunDirectory.create(
      in: projectFolder, model: manifest.model.name, dataset: manifest.dataset.name, project: project)
    lock = try FolderLock(training: run)
  }

  /// Goes on with a run that was stopped.
  ///
  /// - Parameter kept: where generated rows are kept; nil to draw them.
  /// - Throws: `RunDirectoryError`, `CheckpointError`, `DatasetError`, `TrainingError`, or `CommandError` when it is over.
  package init(resuming run: RunDirectory, kept: KeptRows? = nil) throws {
    self.run = run
    lock = try FolderLock(training: run)
    run.removeLeftovers()
    var manifest = try run.manifest()
    guard manifest.results == nil else {
      throw CommandError.usage(
        "the run \(run.path) was trained to its end; to train its network more, write: "
          + ShellWords.text(["lnq", "train", manifest.modelWord, "--load", run.lastCheckpointPath]))
    }
    guard let training = manifest.training, FileManager.default.fileExists(atPath: run.statePath) else {
      throw RunDirectoryError.noState(path: run.path)
    }
    let saved = try run.contents(of: .state) { data throws(CheckpointError) in
      try SavedTraining(bytes: Array(data), file: run.statePath)
    }.value.get()
    remark = run.remark
    let dataset = try manifest.trainingRows(kept: kept, run: run)
    trainer = try Trainer(
      network: saved.last.network, dataset: dataset, options: training.options)
    self.training = training
    let state = saved.state
    manifest.resumptions =
      (manifest.resumptions ?? []) + [
        .init(
          moment: RunManifest.timestamp(Date()), epochs: state.history.count, steps: state.optimizer.stepCount)
      ]
    self.manifest = manifest
    self.state = state
  }

  /// Trains and writes; the report is in `run.json` too.
  ///
  /// - Parameter threads: how many may make a step together.
  /// - Throws: `TrainingError`, `RunDirectoryError`, or `CommandError` when training diverged or was interrupted; it says
  ///   what is left. A run that leaves nothing has its folder removed.
  package mutating func execute(
    threads: Int, observer: any WorkObserver, stopRequests: StopRequests
  ) throws -> TrainReport {
    defer { lock.release() }
    let listener = stopRequests.listen()
    var recorder: RunRecorder?
    if let remark { observer.tell(remark + "\n") }
    do {
      try run.write(manifest)
      let opened = try RunRecorder(run: run, dataset: trainer.dataset, training: training, from: state)
      recorder = opened
      let report = try train(opened, observer, listener, threads: threads)
      manifest.results = report
      try run.write(manifest)
      try RunWriter(run, listWith: .state).remove(.state)
      return report
    } catch let error as TrainingError {
      guard case .diverged = error, let epochs = recorder?.epochs, epochs > 0 else {
        discard(recorder)
        throw error
      }
      throw CommandError.failure(
        "\(error); the last good checkpoint is that of epoch \(epochs), \(run.lastCheckpointPath)")
    } catch {
      discard(recorder)
      throw error
    }
  }

  /// A run that never got anywhere is of no use to anybody.
  private func discard(_ recorder: RunRecorder?) {
    if state == nil, recorder?.hasState != true { try? FileManager.default.removeItem(atPath: run.path) }
  }

  private func train(
    _ recorder: RunRecorder, _ observer: any WorkObserver, _ listener: any StopListener, threads: Int
  ) throws -> TrainReport {
    let clock = ContinuousClock()
    let start = clock.now
    var steps = state?.optimizer.stepCount ?? 0
    var lastStep: StepRecord?
    let result = try run(recorder, observer, listener, threads: threads) { step in
      steps = step.runStep
      lastStep = StepRecord(step)
    }
    // A run that had made its last step before it was killed.
    lastStep = try lastStep ?? run.stepRecords().last
    let secondsBefore = state?.history.reduce(0) { $0 + $1.seconds } ?? 0
    let seconds = secondsBefore + (state?.partial.seconds ?? 0) + (clock.now - start).inSeconds
    let test = try Evaluation(of: result.best, over: trainer.dataset.test)
    let curves = try ReceiverCurve.all(
      of: result.best, over: trainer.dataset.test, names: trainer.dataset.classNames)
    try recorder.record(test, curves, afterSteps: steps)
    return TrainReport(
      runDirectory: run.path, model: trainer.network.name, dataset: trainer.dataset.name,
      notice: trainer.dataset.provenance.notice, data: DatasetFacts(trainer.dataset),
      parameters: result.best.parameterCount, edges: TrainReport.Edges(result.best),
      widths: TrainReport.Widths(result.best),
      epochs: result.history.count, steps: steps, ending: result.ending, seconds: seconds,
      samplesPerSecond: result.samplesPerSecond,
      best: .init(
        epoch: result.bestRecord.epoch, validationAccuracy: result.bestRecord.validationAccuracy,
        validationLoss: result.bestRecord.validationLoss),
      last: result.history.last.flatMap { epoch in
        lastStep.map {
          .init(
            validationAccuracy: epoch.validationAccuracy, validationLoss: epoch.validationLoss,
            trainingAccuracy: Double($0.accuracy), trainingLoss: Double($0.loss))
        }
      },
      test: .init(
        accuracy: test.accuracy, loss: test.loss,
        classes: ClassFigures.of(test.matrix, names: trainer.dataset.classNames)),
      neverChosen: zip(trainer.dataset.classNames, test.precision).filter { $0.1 == nil }.map(\.0),
      revived: revived(result.revivals), advice: advice(result))
  }

  private func revived(_ revivals: [Revival]) -> [TrainReport.Revived]? {
    let names = trainer.dataset.classNames
    let all = revivals.flatMap { revival in
      revival.outputs.map { TrainReport.Revived(epoch: revival.epoch, name: names[$0]) }
    }
    return all.isEmpty ? nil : all
  }

  /// Whether the run ended long before the network was trained, and what to type then. The labs' default learning rate does
  /// that: 1e-5 moves the parameters of a small network little in 20 epochs.
  private func advice(_ result: TrainingResult) -> String? {
    let slow = TrainingOptions().learningRate
    guard training.options.learningRate <= slow, result.ending == .epochs, result.history.count > 1,
      result.bestRecord.epoch == result.history.count
    else { return nil }
    let option = TrainingOption.learningRate.commandLineName
    var words = manifest.command
    words.removeAll { $0.hasPrefix(option + "=") }
    if let place = words.firstIndex(of: option) { words.removeSubrange(place..<min(place + 2, words.count)) }
    let rate = training.options.learningRate == slow ? "the labs' default learning rate of 1e-5" : "the learning rate"
    return
      "not converged: the validation loss was still falling in the last epoch, since \(rate) is small; type: "
      + ShellWords.text(["lnq"] + words + [option, "1e-3"])
  }

  /// Trains, shows progress, and stops when that is requested.
  private func run(
    _ recorder: RunRecorder, _ observer: any WorkObserver, _ listener: any StopListener, threads: Int,
    onStep: (TrainingProgress) -> Void
  ) throws -> TrainingResult {
    var progress: (any WorkProgress)?
    defer { progress?.clear() }
    var place: String?
    let result = try trainer.run(
      from: state,
      threads: threads,
      groupsSteps: true,
      onSelection: { step in
        if progress == nil { progress = observer.progress(doneBefore: 0) }
        progress?.update("selecting thresholds", done: step.done, facts: step.facts)
        return listener.isStopRequested ? .stop : .proceed
      },
      onSelected: { state in
        recorder.record(stopAt: state)
        progress?.clear()
        progress = nil
      },
      onStep: { step in
        onStep(step)
        if progress == nil {
          let before = Double(step.runStep - 1) / Double(step.runSteps)
          progress = observer.progress(doneBefore: before)
        }
        progress?.update("epoch \(step.epoch)/\(step.epochs)", done: step.done, facts: step.facts)
        guard recorder.record(step) == .proceed else { return .stop }
        return listener.isStopRequested ? .stop : .proceed
      },
      onEpoch: { report in
        if let revival = report.state.revivals.last, revival.epoch == report.record.epoch - 1 {
          progress?.clear()
          let names = revival.outputs.map { trainer.dataset.classNames[$0] }.joined(separator: ", ")
          observer.tell("epoch \(report.record.epoch) began with \(names) drawn anew: 0 on every training row\n")
        }
        observer.log(report.record.line(of: trainer.options.epochs) + "\n")
        guard recorder.record(report) == .proceed else { return .stop }
        return listener.isStopRequested ? .stop : .proceed
      },
      onStop: { state in
        guard recorder.error == nil else { return }
        recorder.record(stopAt: state)
        place = state.place
      })
    if let error = recorder.error { throw error }
    guard let result, !result.wasStopped else {
      guard let place else {
        throw CommandError.interrupted("stopped while it selected thresholds; nothing is left to go on from")
      }
      throw CommandError.interrupted(
        "stopped \(place); go on with: \(ShellWords.text(["lnq", "train", "--resume", run.path]))")
    }
    return result
  }
}

extension TrainingState {
  /// `after epoch 2`, `in epoch 3, after step 17`.
  fileprivate var place: String {
    partial.steps == 0
      ? "after epoch \(history.count)" : "in epoch \(history.count + 1), after step \(partial.steps)"
  }
}

extension EpochRecord {
  /// `epoch 3/20  training loss 0.9123  validation accuracy 72.17 %, loss 0.8352`.
  fileprivate func line(of epochs: Int) -> String {
    "epoch \(epoch)/\(epochs)  training loss \(NumberText.loss(trainLoss))  validation accuracy "
      + "\(NumberText.percent(validationAccuracy)), loss \(NumberText.loss(validationLoss))"
  }
}

extension TrainingProgress {
  /// What the progress line says.
  fileprivate var facts: String {
    "loss \(NumberText.loss(loss))  accuracy \(NumberText.percent(runningAccuracy))  "
      + NumberText.rate(samplesPerSecond, of: "samples")
  }
}
