import Foundation
import LNQData
import LNQTraining

/// What an imported network is and does, for `run.json` and the terminal.
package struct ImportReport: VerbReport, Codable, Equatable, Sendable {
  /// Where everything is.
  package var runDirectory: String
  /// The model's name.
  var model: String
  /// The dataset's name.
  var dataset: String
  /// What has to be said about these rows.
  var notice: String?
  /// What the rows are and how they were read.
  var data: DatasetFacts
  /// Where it came from.
  var origin: NetworkOrigin
  /// How many numbers it has.
  @Count var parameters: Int
  /// On the test part.
  var test: TrainReport.Test

  package var summary: Summary {
    var summary = Summary("\(model) imported from \(origin.file)")
    summary.add("note", notice)
    summary.add("format", origin.format + (origin.producer.map { ", written by \($0)" } ?? ""))
    summary.add("SHA-256", origin.sha256)
    summary.add(data)
    summary.add("parameters", NumberText.count(parameters))
    summary.add("test", "accuracy \(NumberText.percent(test.accuracy)), loss \(NumberText.loss(test.loss))")
    summary.add("files", runDirectory)
    return summary
  }
}

extension RunDirectory {
  /// Makes a run of a network that another program trained, so that all verbs work on it, and measures it on the test rows.
  ///
  /// - Parameter request: what opens the dataset.
  /// - Throws: `RunDirectoryError`, `TrainingError` when the rows do not suit the network.
  package static func importing(
    _ network: Network, from origin: NetworkOrigin, _ model: ModelDescription, _ dataset: Dataset,
    _ request: DatasetRequest, command: [String], in projectFolder: String, project: String?
  ) throws -> ImportReport {
    let test = try Evaluation(of: network, over: dataset.test)
    let run = try RunDirectory.create(
      in: projectFolder, model: model.name, dataset: dataset.name, project: project)
    do {
      let lock = try FolderLock(training: run)
      defer { lock.release() }
      let report = ImportReport(
        runDirectory: run.path, model: model.name, dataset: dataset.name, notice: dataset.provenance.notice,
        data: DatasetFacts(dataset), origin: origin, parameters: network.parameterCount,
        test: .init(
          accuracy: test.accuracy, loss: test.loss, classes: ClassFigures.of(test.matrix, names: dataset.classNames)))
      var manifest = RunManifest(
        command: command, model: model, dataset: .init(dataset, request: request), training: nil)
      (manifest.origin, manifest.imported) = (origin, report)
      try run.write(manifest)
      let checkpoint = Checkpoint(
        network: network, dataset: dataset, epoch: 0, seed: 0, lnqVersion: Versions.ofLNQ)
      let data = Data(checkpoint.serialized())
      try RunWriter(run, listWith: .manifest).write(
        [(.last, data), (.best, data)], madeFrom: ["rows": dataset.provenance.sha256])
      try run.becomeLatest(of: model.name)
      return report
    } catch {
      try? FileManager.default.removeItem(atPath: run.path)
      throw error
    }
  }
}
