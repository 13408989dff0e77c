import Foundation

/// What has to be done for a trial: the words for `lnq`, and where its process prints.
package struct TrialTask {
  /// What it is for.
  let trial: StudyTrial
  /// The words after the program's name. They go on with the trial when it was stopped in the middle.
  let words: [String]
  /// Whether the verb takes `--stop-at-end-of-input`, which is not among the words.
  let canWatchInput: Bool
  /// The file of its standard output and error.
  let log: String

  /// Something else than the training that is to be done for a trial.
  init(_ trial: StudyTrial, words: [String], log: String) {
    self.trial = trial
    self.words = words
    self.log = log
    canWatchInput = false
  }

  /// Trains. Looks at what the trial has left in an earlier process, waits until none works there any more, and removes what nothing
  /// can go on from.
  ///
  /// - Throws: `RunDirectoryError` when a file cannot be removed.
  init(_ trial: StudyTrial, of study: StudyDirectory, plan: StudyPlan) throws {
    self.trial = trial
    canWatchInput = true
    log = study.logPath(of: trial)
    let run = study.run(of: trial)
    let files = FileManager.default
    if files.fileExists(atPath: run.path) {
      // Its process may outlive a study that was killed, by one step.
      (try? FolderLock(waitingForTrainingOf: run))?.release()
      if files.fileExists(atPath: run.manifestPath), files.fileExists(atPath: run.statePath) {
        words = ["train", "--resume=\(run.path)", "--json"]
        return
      }
      do {
        try files.removeItem(atPath: run.path)
      } catch {
        throw RunDirectoryError.cannotWrite(path: run.path, problem: RunDirectory.reason(error))
      }
    }
    words =
      ["train", trial.modelArgument] + plan.dataset.request.words + trial.settings.map(\.word) + [
        "--seed=\(trial.seed)", "--project=\(trial.name)", "--project-dir=\(study.trialsPath)", "--json",
      ]
  }
}
