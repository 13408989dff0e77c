import Foundation
import LNQData
import LNQTraining

/// Writes down what a training run leaves after each epoch: checkpoints and `metrics.csv`.
///
/// The run becomes the latest of its model with its first checkpoint, so that a run that is stopped early can be used.
final class EpochRecorder {
  let run: RunDirectory
  /// What went wrong while writing; it stops the training.
  private(set) var error: RunDirectoryError?
  /// Whether there is a best checkpoint.
  private(set) var hasCheckpoint = false

  private let model: String
  private let dataset: Dataset
  private let seed: UInt64
  private var metrics =
    "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds\n"

  init(run: RunDirectory, model: String, dataset: Dataset, seed: UInt64) {
    self.run = run
    self.model = model
    self.dataset = dataset
    self.seed = seed
  }

  /// Writes one epoch's files.
  ///
  /// - Returns: `.stop` when one cannot be written; `error` says why.
  func record(_ report: EpochReport) -> TrainingControl {
    do throws(RunDirectoryError) {
      let record = report.record
      let checkpoint = Checkpoint(
        network: report.network, dataset: dataset, epoch: record.epoch, seed: seed, lnqVersion: Versions.ofLNQ)
      let data = Data(checkpoint.serialized())
      try OutputFile.write(data, to: run.lastCheckpointPath)
      if report.isBest { try OutputFile.write(data, to: run.bestCheckpointPath) }
      metrics +=
        "\(record.epoch),\(record.learningRate),\(record.trainLoss),\(record.trainAccuracy),"
        + "\(record.validationLoss),\(record.validationAccuracy),\(record.seconds)\n"
      try OutputFile.write(Data(metrics.utf8), to: run.metricsPath)
      if !hasCheckpoint {
        hasCheckpoint = true
        try run.becomeLatest(of: model)
      }
      return .proceed
    } catch {
      self.error = error
      return .stop
    }
  }
}
