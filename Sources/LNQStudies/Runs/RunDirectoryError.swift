/// What can be wrong with run directories.
package enum RunDirectoryError: Error, Equatable, Sendable {
  /// A folder that is not a run of lnq.
  case notARun(path: String)
  /// No run of this model in this project folder.
  case noRun(model: String, projectFolder: String)
  /// A file of the run that cannot be understood.
  case damaged(path: String, problem: String)
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
      "there is no run of \(model) in \(folder); make one with: lnq train \(model)"
    case .damaged(let path, let problem):
      "\(path) is not what lnq wrote: \(problem)"
    case .noCheckpoint(let path):
      "the run \(path) has no best checkpoint: it was stopped before the end of its first epoch, or before its connections "
        + "were pruned; "
        + "go on with: lnq train --resume \(path)"
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
