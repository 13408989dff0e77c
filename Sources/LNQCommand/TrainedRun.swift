import Foundation
import LNQData
import LNQTraining

/// A run that was trained: its folder, its manifest and its best network.
struct TrainedRun {
  let directory: RunDirectory
  let manifest: RunManifest
  let checkpoint: Checkpoint

  /// Reads the run that `model` means.
  ///
  /// - Throws: `RunDirectoryError`, `ModelError`, `CheckpointError`, `CommandError`.
  init(_ model: ModelArgument, in projectFolder: String) throws {
    directory = try model.run(in: projectFolder)
    manifest = try directory.manifest()
    guard FileManager.default.fileExists(atPath: directory.bestCheckpointPath) else {
      throw RunDirectoryError.noCheckpoint(path: directory.path)
    }
    checkpoint = try Checkpoint(
      bytes: Array(try InputFile.data(directory.bestCheckpointPath)), file: directory.bestCheckpointPath)
  }

  /// The rows that it was trained on, divided as they were then.
  ///
  /// - Throws: `DatasetError`, or `CommandError` when the file is another one now.
  func dataset() throws -> Dataset {
    try dataset(of: manifest.dataset.request.table())
  }

  func dataset(of table: RawTable) throws -> Dataset {
    guard isOwn(table) else {
      throw CommandError.input(
        "\(table.provenance.source) was changed since \(directory.path) was trained on it; train again, or name the dataset"
      )
    }
    if case .imported = manifest.dataset.request { return try manifest.dataset.request.dataset() }
    return try Dataset(table)
  }

  /// Whether these are the rows that it was trained on.
  func isOwn(_ table: RawTable) -> Bool { table.provenance.sha256 == manifest.dataset.provenance.sha256 }
}
