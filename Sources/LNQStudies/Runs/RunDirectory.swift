import Foundation

/// The folder of one training run and of everything that was made from it.
///
/// `<project folder>/<model>_classification_<dataset>_<YYYY-MM-DD>[-2]`, with the files of `RunFile`. A run
/// never overwrites another one: a name that is taken gets the next number, also between processes side by side.
/// Beside the runs stands a symbolic link `<model>.latest` to the newest run of each model that has a checkpoint.
package struct RunDirectory: Hashable, Sendable {
  /// The folder's path, as it was given or made.
  package let path: String

  /// Takes the folder at `path` as a run.
  ///
  /// - Throws: `RunDirectoryError.notARun` when it has no `run.json`.
  package init(path: String) throws(RunDirectoryError) {
    self.path = path
    guard FileManager.default.fileExists(atPath: manifestPath) else { throw .notARun(path: path) }
  }

  package init(unchecked path: String) {
    self.path = path
  }

  /// Where runs are kept unless told otherwise.
  package static let standardProjectFolder = "lnq_output"

  /// What a person types to train a model into a project folder.
  static func trainCommand(_ model: String, in projectFolder: String) -> String {
    let folder = projectFolder == standardProjectFolder ? [] : ["--project-dir", projectFolder]
    return ShellWords.text(["lnq", "train", model] + folder)
  }

  /// The folder's own name.
  package var name: String { URL(fileURLWithPath: path).lastPathComponent }

  var manifestPath: String { path(of: .manifest) }
  var bestCheckpointPath: String { path(of: .best) }
  var lastCheckpointPath: String { path(of: .last) }
  var statePath: String { path(of: .state) }
  var metricsPath: String { path(of: .metrics) }
  var stepsPath: String { path(of: .steps) }
  var tablesPath: String { path(of: .tables) }
  var quantizationPath: String { path(of: .quantization) }
  package var rtlPath: String { path(of: .rtl) }
  package var simulationPath: String { path(of: .simulation) }
  /// The folder of TensorBoard's event files, which nothing here reads.
  var eventsPath: String { path + "/software/tensorboard" }
  /// Where the tools of a proof work.
  package var proofWorkPath: String { path + "/hardware/proof" }
  /// Where simulators work: their input, their logs, their programs.
  package var simulationWorkPath: String { path + "/hardware/simulation" }
  /// Where other synthesizers work: their scripts and their logs.
  package var synthesisWorkPath: String { path + "/hardware/synthesis" }
  /// The project for a board.
  package var boardPath: String { path + "/hardware/board" }
}

/// What can be wrong with run directories.
package enum RunDirectoryError: Error, Equatable, Sendable {
  /// A folder that is not a run of lnq.
  case notARun(path: String)
  /// No run of this model, a name or a path, in this project folder.
  case noRun(model: String, projectFolder: String)
  /// A file of the run that cannot be understood.
  case damaged(path: String, problem: String)
  /// A file that was made from another version of another file than the one that is there now.
  case stale(path: String, source: String, remedy: String)
  /// A run that was stopped before its first epoch was complete, or before its connections were pruned.
  case noCheckpoint(path: String)
  /// A run that nothing is left to go on from.
  case noState(path: String)
  /// A run that another process is training.
  case busy(path: String)
  /// A folder or file that cannot be made.
  case cannotWrite(path: String, problem: String)
}

extension RunDirectoryError: CustomStringConvertible {
  /// One sentence: what, where, what to do.
  package var description: String {
    switch self {
    case .notARun(let path):
      "\(path) is not a run of lnq: it has no run.json"
    case .noRun(let model, let folder):
      "there is no run of \(model) in \(folder); make one with: \(RunDirectory.trainCommand(model, in: folder))"
    case .damaged(let path, let problem):
      "\(path) is not what lnq wrote: \(problem)"
    case .stale(let path, let source, let remedy):
      "\(path) was made from another \(source) than the one that is there now; \(remedy)"
    case .noCheckpoint(let path):
      "the run \(path) has no best checkpoint: it was stopped before the end of its first epoch, or before its connections "
        + "were pruned; "
        + "go on with: \(ShellWords.text(["lnq", "train", "--resume", path]))"
    case .noState(let path):
      "the run \(path) has no training_ckpts/resume.safetensors to go on from: it was killed before the end of its "
        + "first epoch; train again"
    case .busy(let path):
      "the run \(path) is being trained by another process; wait until it is done, or stop it first"
    case .cannotWrite(let path, let problem):
      "cannot write \(path): \(problem)"
    }
  }
}
