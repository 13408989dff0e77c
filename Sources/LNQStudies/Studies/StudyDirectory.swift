import Foundation

/// The folder of a study: `study.json`, a run directory for each trial below `trials/`, and the report.
package struct StudyDirectory: Hashable, Sendable {
  /// The folder's path, as it was given or made.
  package let path: String

  /// Takes the folder at `path` as a study.
  ///
  /// - Throws: `StudyError.notAStudy` when it has no `study.json`.
  package init(path: String) throws(StudyError) {
    self.path = path
    guard FileManager.default.fileExists(atPath: manifestPath) else { throw .notAStudy(path: path) }
  }

  package init(unchecked path: String) {
    self.path = path
  }

  /// The folder's own name.
  package var name: String { URL(fileURLWithPath: path).lastPathComponent }
  /// What is studied, and its trials.
  var manifestPath: String { path + "/study.json" }
  /// The folder of the trials' run directories.
  var trialsPath: String { path + "/trials" }
  /// The report to look at.
  var reportPath: String { path + "/report.html" }
  /// The report to paste.
  var markdownReportPath: String { path + "/report.md" }

  /// The folder of a trial's run, whether it is there or not.
  package func run(of trial: StudyTrial) -> RunDirectory { RunDirectory(unchecked: trialsPath + "/" + trial.name) }
  /// Why a trial failed; there is no such file when it did not.
  func failurePath(of trial: StudyTrial) -> String { "\(trialsPath)/\(trial.name).failure.json" }
  /// What a trial prints while it runs.
  func logPath(of trial: StudyTrial) -> String { "\(trialsPath)/\(trial.name).log" }

  /// Reads `study.json`.
  ///
  /// - Throws: `RunDirectoryError.damaged` when it is missing, truncated or of another kind.
  package func manifest() throws(RunDirectoryError) -> StudyManifest {
    try RunDirectory.decode(StudyManifest.self, from: manifestPath)
  }

  /// Writes `study.json`, and makes the folders of the study.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func write(_ manifest: StudyManifest) throws(RunDirectoryError) {
    try RunDirectory.makeFolder(trialsPath)
    try OutputFile.write(json: manifest, to: manifestPath)
  }
}
