import Foundation
import LNQData
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
      throw CommandError.usage("\(text) is a file of rows, not a model: write lnq train jsc-tiny \(text)")
    }
    return try ModelDescription(name: fileModelName, text: try InputFile.text(text), source: text)
  }

  /// The run that the word means, for every verb but `train`: the directory itself, or the newest run of the model.
  ///
  /// - Throws: `RunDirectoryError`, `ModelError`, or `CommandError` when the newest run trained another version of the file.
  package func run(in projectFolder: String) throws -> RunDirectory {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: text, isDirectory: &isFolder)
    if exists, isFolder.boolValue, looksLikePath || (try? RunDirectory(path: text)) != nil {
      return try RunDirectory(path: text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text)
    }
    if looksLikePath || exists && !isFolder.boolValue {
      let model = try description()
      let run = try RunDirectory.newest(of: model.name, in: projectFolder)
      guard try run.manifest().model.text == model.description else {
        throw CommandError.input(
          "\(text) was changed since \(run.path) trained it; train it again with: lnq train \(text)")
      }
      return run
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

  /// `my-net` of `models/my-net.model`.
  private var fileModelName: String {
    let name = RunDirectory.fileName(URL(fileURLWithPath: text).lastPathComponent)
    return name.hasSuffix(".model") && name.count > 6 ? String(name.dropLast(6)) : name
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
