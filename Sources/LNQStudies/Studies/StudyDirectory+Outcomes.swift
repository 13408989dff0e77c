import Foundation

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
    let failure = failurePath(of: trial)
    guard FileManager.default.fileExists(atPath: failure) else { return .missing }
    return .failed(try RunDirectory.decode(TrialFailure.self, from: failure))
  }

  /// Keeps why a trial failed.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func write(_ failure: TrialFailure, of trial: StudyTrial) throws(RunDirectoryError) {
    try OutputFile.write(json: failure, to: failurePath(of: trial))
  }
}
