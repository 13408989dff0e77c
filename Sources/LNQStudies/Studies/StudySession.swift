import Foundation
import LNQData
import LNQFiles

/// A study that this process works on, alone.
package struct StudySession {
  /// Its folder.
  package let directory: StudyDirectory
  /// What `study.json` holds.
  package private(set) var manifest: StudyManifest
  private let lock: FolderLock

  /// Begins a study, or goes on with the one of the same plan.
  ///
  /// - Parameters:
  ///   - trials: its trials when it begins; a study that goes on has its own.
  ///   - project: the folder's name; nil for one made from the plan.
  /// - Throws: `StudyError` when the folder is something else, has another plan, or another process works there;
  ///   `RunDirectoryError`.
  package init(
    _ plan: StudyPlan, trials: [StudyTrial], in projectFolder: String, project: String?, command: [String]
  ) throws {
    let study = StudyDirectory(unchecked: try projectFolder + "/" + (project ?? plan.folderName()))
    directory = study
    let files = FileManager.default
    if !files.fileExists(atPath: study.manifestPath) {
      // A study that was killed in its first moment has nothing else.
      let names = (try? files.contentsOfDirectory(atPath: study.path)) ?? []
      guard names.allSatisfy({ ["trials", Checksums.fileName].contains($0) || $0.hasSuffix(".tmp") }) else {
        throw StudyError.nameTaken(path: study.path)
      }
      try RunDirectory.makeFolder(study.trialsPath)
    }
    lock = try FolderLock(study: study)
    Leftovers.remove(in: study.path, study.trialsPath)
    if files.fileExists(atPath: study.manifestPath) {
      manifest = try study.manifest()
      if let difference = plan.difference(from: manifest.plan) {
        throw StudyError.otherPlan(path: study.path, difference: difference)
      }
      if manifest.plan != plan {
        // Its files have moved.
        manifest.plan = plan
        try study.write(manifest)
      }
    } else {
      manifest = StudyManifest(
        command: command, versions: .current, started: RunManifest.timestamp(Date()), plan: plan, trials: trials)
      try study.write(manifest)
    }
  }

  /// Adds trials that were thought of on the way.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package mutating func append(_ trials: [StudyTrial]) throws(RunDirectoryError) {
    manifest.trials += trials
    try directory.write(manifest)
  }

  /// Lets the next process in.
  package func close() { lock.release() }
}
