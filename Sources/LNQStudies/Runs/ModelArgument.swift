import Foundation
import LNQData
import LNQText
import LNQTraining

/// The word MODEL on a command line: a built-in name, the path of a model file, or a run directory.
package struct ModelArgument {
  package let text: String

  /// Takes the word.
  package init(text: String) { self.text = text }

  /// The network that the word describes, for `train`.
  ///
  /// - Throws: `ModelError`, or `CommandError` for a file that cannot be read.
  package func description() throws -> ModelDescription {
    if let model = BuiltInModel(rawValue: text) { return try model.modelDescription() }
    guard looksLikePath || FileManager.default.fileExists(atPath: text) else {
      return try BuiltInModel.named(text).modelDescription()
    }
    if text.lowercased().hasSuffix(".csv") {
      throw CommandError.usage(
        "\(text) is a file of rows, not a model: write \(ShellWords.text(["lnq", "train", "jsc-tiny", text]))")
    }
    return try ModelDescription(name: fileName, text: try InputFile.text(text), source: text)
  }

  /// The run that the word means, for every verb but `train`: the directory itself, or the newest run of the model.
  ///
  /// Of the runs of a file's name, the newest that trained what the file says now.
  /// - Throws: `RunDirectoryError`, `ModelError`, or `CommandError` when all runs of that name trained something else.
  package func run(in projectFolder: String) throws -> RunDirectory {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: text, isDirectory: &isFolder)
    if exists, isFolder.boolValue, looksLikePath || (try? RunDirectory(path: text)) != nil {
      return try RunDirectory(path: text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text)
    }
    if looksLikePath || exists && !isFolder.boolValue {
      let model = try description()
      do {
        return try RunDirectory.newest(of: model.name, trainedFrom: model.description, in: projectFolder)
      } catch {
        guard let other = try? RunDirectory.newest(of: model.name, in: projectFolder) else {
          throw RunDirectoryError.noRun(model: text, projectFolder: projectFolder)
        }
        throw CommandError.input(
          "\(text) was changed since \(other.path) was trained, or that run is of another file of this name; train this one "
            + "with: \(RunDirectory.trainCommand(text, in: projectFolder))")
      }
    }
    do {
      return try RunDirectory.newest(of: text, in: projectFolder)
    } catch {
      // A name that nobody knows has no run because of a spelling mistake.
      _ = try BuiltInModel.named(text)
      throw error
    }
  }

  private var looksLikePath: Bool {
    text.contains("/") || text.hasSuffix(".model") || text.lowercased().hasSuffix(".csv")
  }

  /// What a model of this file is called: `my-net` of `models/my-net.model`.
  var fileName: String {
    let name = URL(fileURLWithPath: text).lastPathComponent
    return FileName.make(of: name.hasSuffix(".model") && name.count > 6 ? String(name.dropLast(6)) : name)
  }
}

/// A run that was trained: its folder, its manifest and its best network.
package struct TrainedRun {
  package let directory: RunDirectory
  package let manifest: RunManifest
  package let checkpoint: Checkpoint
  /// The SHA-256 of the checkpoint's file.
  let sha256: String

  /// Reads the run that `model` means, and tells when its files cannot be checked.
  ///
  /// - Throws: `RunDirectoryError`, `ModelError`, `CheckpointError`, `CommandError`.
  package init(_ model: ModelArgument, in projectFolder: String, observer: any WorkObserver) throws {
    directory = try model.run(in: projectFolder)
    directory.removeLeftovers()
    manifest = try directory.manifest()
    guard FileManager.default.fileExists(atPath: directory.bestCheckpointPath) else {
      throw RunDirectoryError.noCheckpoint(path: directory.path)
    }
    let path = directory.bestCheckpointPath
    let read = try directory.contents(of: .best) { data throws(CheckpointError) in
      try Checkpoint(bytes: Array(data), file: path)
    }
    checkpoint = try read.value.get()
    sha256 = read.sha256
    guard checkpoint.datasetSHA256 == manifest.dataset.provenance.sha256 else {
      throw RunDirectoryError.damaged(
        path: path, problem: "it was trained on other rows than \(directory.manifestPath) says; train again")
    }
    if let remark = directory.remark { observer.tell(remark + "\n") }
  }

  /// The rows that it was trained on, divided as they were then.
  ///
  /// - Throws: `DatasetError`, or `CommandError` when the file has changed since.
  package func dataset() throws -> Dataset { try manifest.trainingRows(run: directory) }

  package func dataset(of table: RawTable) throws -> Dataset { try manifest.trainingRows(of: table, run: directory) }

  /// Whether these are the rows that it was trained on.
  package func isOwn(_ table: RawTable) -> Bool { manifest.isOwn(table) }
}
