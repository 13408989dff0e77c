import Foundation
import LNQData
import LNQText
import LNQTraining

/// The word MODEL on a command line: a built-in name, the path of a model file, or a run directory.
package struct ModelArgument {
  package let text: String

  /// Takes the word.
  package init(text: String) { self.text = text }

  /// What the word describes, for `train`; sizes in it may be those of a data set.
  ///
  /// - Throws: `ModelError`, or `CommandError` for a file that cannot be read.
  package func source() throws -> ModelSource {
    if let model = BuiltInModel(rawValue: text) { return try model.source() }
    guard looksLikePath || FileManager.default.fileExists(atPath: text) else {
      return try BuiltInModel.named(text).source()
    }
    if text.lowercased().hasSuffix(".csv") {
      throw CommandError.usage(
        "\(text) is a file of rows, not a model: write \(ShellWords.text(["lnq", "train", "jsc-tiny", text]))")
    }
    return try ModelSource(name: fileName, text: try InputFile.text(text), source: text)
  }

  /// The network that the word describes for the rows of `dataset`; of jsc-synth, lnq's own, when that is nil.
  ///
  /// - Throws: what `source` throws.
  package func description(for dataset: Dataset? = nil) throws -> ModelDescription {
    try source().description(for: dataset.map(DataSizes.init) ?? .jscSynth)
  }

  /// The run that the word means, for every verb but `train`: the directory itself, its name in the folder of the runs, or the newest
  /// run of the model.
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
      let model = try source()
      let name = fileName
      do {
        return try RunDirectory.newest(of: name, trainedFrom: model, in: projectFolder)
      } catch {
        guard let other = try? RunDirectory.newest(of: name, in: projectFolder) else {
          throw RunDirectoryError.noRun(model: text, projectFolder: projectFolder)
        }
        throw CommandError.input(
          "\(text) was changed since \(other.path) was trained, or that run is of another file of this name; train this one "
            + "with: \(RunDirectory.trainCommand(text, in: projectFolder))")
      }
    }
    if let run = try? RunDirectory(path: "\(projectFolder)/\(text)") { return run }
    do {
      return try RunDirectory.newest(of: text, in: projectFolder)
    } catch {
      // A name that nobody knows has no run because of a spelling mistake.
      _ = try BuiltInModel.named(text)
      throw error
    }
  }

  private var looksLikePath: Bool {
    text.contains("/") || text.lowercased().hasSuffix(".csv") || Self.modelEndings.contains(where: text.hasSuffix)
  }

  /// What a model of this file is called: `my-net` of `models/my-net.model`.
  var fileName: String {
    let name = URL(fileURLWithPath: text).lastPathComponent
    let ending = Self.modelEndings.first { name.hasSuffix($0) && name.count > $0.count } ?? ""
    return FileName.make(of: String(name.dropLast(ending.count)))
  }

  /// How files of models end: lnq's own, and Python.
  private static let modelEndings = [".model", ".py"]
}

extension DataSizes {
  /// Those of the rows that networks are trained on when none are named.
  fileprivate static let jscSynth = DataSizes(features: 16, classes: 5)

  /// Those of `dataset`.
  package init(_ dataset: Dataset) {
    self.init(features: dataset.featureNames.count, classes: dataset.classNames.count)
  }
}

extension RunManifest.Model {
  /// Whether it is what `source` says, for the sizes that it has.
  func isMade(from source: ModelSource) -> Bool {
    guard let model = try? ModelDescription(name: name, text: text) else { return false }
    let sizes = DataSizes(features: model.inputCount, classes: model.outputCount)
    return (try? source.description(for: sizes))?.description == text
  }
}

/// A run that was trained: its folder, its manifest and its best network.
package struct TrainedRun {
  package let directory: RunDirectory
  package let manifest: RunManifest
  package let checkpoint: Checkpoint
  /// The SHA-256 of the checkpoint's file.
  let sha256: String
  private let kept: KeptRows?

  /// Reads the run that `model` means, and tells when its files cannot be checked.
  ///
  /// - Parameter kept: where generated rows are kept; nil to draw them.
  /// - Throws: `RunDirectoryError`, `ModelError`, `CheckpointError`, `CommandError`.
  package init(
    _ model: ModelArgument, in projectFolder: String, kept: KeptRows? = nil, observer: any WorkObserver
  ) throws {
    self.kept = kept
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
  package func dataset() throws -> Dataset { try manifest.trainingRows(kept: kept, run: directory) }

  package func dataset(of table: RawTable) throws -> Dataset { try manifest.trainingRows(of: table, run: directory) }
}
