import Foundation
import LNQData
import LNQTraining

/// A run that was trained: its folder, its manifest and its best network.
package struct TrainedRun {
  package let directory: RunDirectory
  package let manifest: RunManifest
  package let checkpoint: Checkpoint

  /// Reads the run that `model` means.
  ///
  /// - Throws: `RunDirectoryError`, `ModelError`, `CheckpointError`, `CommandError`.
  package init(_ model: ModelArgument, in projectFolder: String) throws {
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
  package func dataset() throws -> Dataset { try manifest.trainingRows(run: directory) }

  package func dataset(of table: RawTable) throws -> Dataset { try manifest.trainingRows(of: table, run: directory) }

  /// Whether these are the rows that it was trained on.
  package func isOwn(_ table: RawTable) -> Bool { manifest.isOwn(table) }
}
