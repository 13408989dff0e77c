import Foundation

/// Where trials run.
package protocol TrialLauncher {
  /// Waits until what earlier processes have started for the same study is over, where that goes on without them. When `listener`
  /// asks to stop, it stops that, and returns when it has.
  func awaitEarlierTasks(_ observer: any WorkObserver, listener: any StopListener) throws

  /// Runs `tasks` until all have ended; when `listener` asks to stop, it begins no more and waits until those that run have
  /// stopped. A task that fails is no reason to stop.
  ///
  /// - Parameter onEvent: called in the calling thread. Each task that began ends once.
  /// - Throws: what keeps it from running any task, and what `onEvent` throws; no task is running then.
  func run(_ tasks: [TrialTask], listener: any StopListener, onEvent: (TrialEvent) throws -> Void) throws
}

extension TrialLauncher {
  package func awaitEarlierTasks(_ observer: any WorkObserver, listener: any StopListener) throws {}
}

/// What a launcher tells about its tasks; the numbers are their positions in the list.
package enum TrialEvent: Equatable {
  /// How the process of a trial ended.
  package enum Ending: Equatable {
    /// By itself, with this exit code.
    case exited(Int32)
    /// By a signal.
    case signalled(Int32)
    /// By the scheduler of a cluster, with its word for it: `TIMEOUT`.
    case cancelled(String)
  }

  /// A task runs now.
  case began(Int)
  /// A task has ended.
  case ended(Int, Ending)
  /// Nothing new; a moment to draw progress.
  case waiting
}

/// What has to be done for a trial: the words for `lnq`, and where its process prints.
package struct TrialTask {
  /// What it is for.
  let trial: StudyTrial
  /// The words after the program's name. They go on with the trial when it was stopped in the middle.
  let words: [String]
  /// Whether the verb is `train`, whose `--stop-at-end-of-input` and `--threads` are not among the words.
  let trains: Bool
  /// The file of its standard output and error.
  let log: String

  /// Another task than the training of a trial.
  init(_ trial: StudyTrial, words: [String], log: String) {
    self.trial = trial
    self.words = words
    self.log = log
    trains = false
  }

  /// Trains. Looks at what the trial has left in an earlier process, waits until none works there any more, and removes what nothing
  /// can go on from.
  ///
  /// - Throws: `RunDirectoryError` when a file cannot be removed.
  init(_ trial: StudyTrial, of study: StudyDirectory, plan: StudyPlan) throws {
    self.trial = trial
    trains = true
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
      ["train", study.modelPath(of: trial) ?? plan.argument(of: trial)] + plan.dataset.request.words
      + trial.settings.map(\.word) + [
        "--seed=\(trial.seed)", "--project=\(trial.name)", "--project-dir=\(study.trialsPath)", "--json",
      ]
  }
}

/// Words as a person types them into a shell.
package enum ShellWords {
  /// `words` with spaces between them; words with other characters are in single quotes.
  package static func text(_ words: [String]) -> String {
    words.map { word in
      let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./,=:+@%".contains($0)) }
      return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }
}
