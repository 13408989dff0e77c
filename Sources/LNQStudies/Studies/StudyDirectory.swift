import Foundation
import LNQText

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
  var manifestPath: String { path + "/" + RunFile.study.path }
  /// The folder of the trials' run directories.
  var trialsPath: String { path + "/trials" }
  /// The report to look at.
  var reportPath: String { path + "/report.html" }
  /// The report to paste.
  var markdownReportPath: String { path + "/report.md" }

  /// The folder of a trial's run, whether it is there or not.
  package func run(of trial: StudyTrial) -> RunDirectory { RunDirectory(unchecked: trialsPath + "/" + trial.name) }
  /// Why a trial failed; there is no such file when it did not.
  private func failureFile(of trial: StudyTrial) -> RunFile { .ofStudy("trials/\(trial.name).failure.json") }
  /// The file of the network that a search has made for a trial, `models/width-1-24_fan-in-3/jsc-toy.model` in the study's folder,
  /// wherever that lies now; nil where the trial trains the study's own model.
  func modelPath(of trial: StudyTrial) -> String? {
    guard let architecture = trial.architecture else { return nil }
    let folder = StoredName(of: architecture.map { "\($0.option)-\($0.value)" }.joined(separator: "_"))
    return URL(fileURLWithPath: "\(path)/models/\(folder)/\(FileName.make(of: trial.model)).model").path
  }
  /// What a trial prints while it runs.
  func logPath(of trial: StudyTrial) -> String { "\(trialsPath)/\(trial.name).log" }

  /// Reads `study.json`.
  ///
  /// - Throws: `RunDirectoryError.damaged` when it is missing, truncated or of another kind.
  package func manifest() throws(RunDirectoryError) -> StudyManifest {
    var manifest = try folder.decode(StudyManifest.self, from: .study).value
    let paths = StoredPaths(path)
    manifest.plan.dataset = paths.found(manifest.plan.dataset)
    manifest.plan.replaceModelFiles { paths.found($0) }
    return manifest
  }

  /// Writes `study.json`, and makes the folders of the study.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func write(_ manifest: StudyManifest) throws(RunDirectoryError) {
    try RunDirectory.makeFolder(trialsPath)
    var manifest = manifest
    let paths = StoredPaths(path)
    manifest.plan.dataset = paths.stored(manifest.plan.dataset)
    manifest.plan.replaceModelFiles { paths.stored($0) }
    try folder.write(json: manifest, to: .study)
  }

  /// The study's folder as one with files that are listed in `checksums.json`. Who writes there has the study's lock.
  var folder: RunDirectory { RunDirectory(unchecked: path) }

  /// The files of the study that verbs read, those of its runs aside.
  var files: [RunFile] {
    func names(_ folder: String) -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)) ?? []).sorted()
    }
    return [.study] + names("trials").filter { $0.hasSuffix(".failure.json") }.map { .ofStudy("trials/" + $0) }
      + names("slurm").map { .ofStudy("slurm/\($0)/job.json") }
  }

  /// What has to be said about a study whose files cannot be checked; nil when they can.
  var remark: String? { folder.remark(as: "study") }
}

extension StudyDirectory {
  /// What came of a trial, from the files that it left.
  ///
  /// - Throws: `RunDirectoryError.damaged` for a file of it that lnq did not write so. A run without `run.json` is missing:
  ///   that is what is left when it is killed in its first moment.
  package func outcome(of trial: StudyTrial) throws(RunDirectoryError) -> TrialOutcome {
    let run = run(of: trial)
    if FileManager.default.fileExists(atPath: run.manifestPath) {
      let manifest = try run.manifest()
      if let results = manifest.results { return .finished(manifest, results) }
    }
    return try failure(of: trial).map { .failed($0) } ?? .missing
  }

  /// Why a trial failed; nil when it did not.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  func failure(of trial: StudyTrial) throws(RunDirectoryError) -> TrialFailure? {
    let file = failureFile(of: trial)
    return folder.contains(file) ? try folder.decode(TrialFailure.self, from: file).value : nil
  }

  /// Keeps why a trial failed.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func write(_ failure: TrialFailure, of trial: StudyTrial) throws(RunDirectoryError) {
    try folder.write(json: failure, to: failureFile(of: trial))
  }

  /// Forgets why a trial failed, which is tried again.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func removeFailure(of trial: StudyTrial) throws(RunDirectoryError) {
    let file = failureFile(of: trial)
    if folder.contains(file) { try RunWriter(folder, listWith: file).remove(file) }
  }
}

extension StudyManifest {
  /// Reads a manifest.
  ///
  /// - Throws: `DecodingError`, also when two trials have one name, or a trial has an option that the study has not.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      command: try values.decode([String].self, forKey: .command),
      versions: try values.decode(Versions.self, forKey: .versions),
      started: try values.decode(String.self, forKey: .started), plan: try values.decode(StudyPlan.self, forKey: .plan),
      trials: try values.decode([StudyTrial].self, forKey: .trials))
    let options = Set(plan.options.map(\.name))
    var names: Set<String> = []
    for trial in trials {
      guard names.insert(trial.name).inserted else {
        throw DecodingError.dataCorruptedError(
          forKey: .trials, in: values, debugDescription: "two trials are called \(trial.name)")
      }
      // The options become words of a command line.
      let settings = trial.settings + (trial.architecture ?? []) + (trial.quantization ?? [])
      if let setting = settings.first(where: { !options.contains($0.option) }) {
        throw DecodingError.dataCorruptedError(
          forKey: .trials, in: values,
          debugDescription: "\(trial.name) has the option \(setting.option), which the plan has not")
      }
    }
  }
}

/// What `study.json` holds: enough to know what a study is, and to go on with it. What came of its trials is in their folders.
package struct StudyManifest: Codable, Equatable, Sendable {
  /// The words of the command line that began it.
  var command: [String]
  /// The programs that took part then.
  var versions: Versions
  /// When it began, in UTC: `2025-11-20T22:55:01.125Z`.
  var started: String
  /// What it is to find out.
  package var plan: StudyPlan
  /// Its trials in order. All of a sweep's are here from the start; a search adds to them.
  package var trials: [StudyTrial]

  /// Puts the parts together.
  init(command: [String], versions: Versions, started: String, plan: StudyPlan, trials: [StudyTrial]) {
    self.command = command
    self.versions = versions
    self.started = started
    self.plan = plan
    self.trials = trials
  }
}

/// What can be wrong with studies.
package enum StudyError: Error, Equatable, Sendable {
  /// A folder that is not a study.
  case notAStudy(path: String)
  /// A folder of that name that holds something else.
  case nameTaken(path: String)
  /// A study of that name with another plan.
  case otherPlan(path: String, difference: String)
  /// A study that another process works on.
  case busy(path: String)
}

extension StudyError: CustomStringConvertible {
  /// One sentence: what, where, what to do.
  package var description: String {
    switch self {
    case .notAStudy(let path):
      "\(path) is not a study of lnq: it has no study.json"
    case .nameTaken(let path):
      "\(path) exists and is not a study of lnq; choose another name with --project"
    case .otherPlan(let path, let difference):
      "\(path) is another study than the one of this command line: \(difference); choose another name with --project"
    case .busy(let path):
      "another lnq works on the study \(path); wait until it is done, or stop it first"
    }
  }
}
