import Foundation

/// What a report is about.
package enum ReportSubject {
  case run(RunDirectory)
  case study(StudyDirectory)

  /// What a word on the command line means: a folder, a folder's name below the folder of the runs, or the newest run of a
  /// model.
  ///
  /// - Throws: what `ModelArgument.run` throws.
  package init(_ word: String, in projectFolder: String) throws {
    let trimmed = word.count > 1 && word.hasSuffix("/") ? String(word.dropLast()) : word
    for path in [trimmed] + (word.contains("/") ? [] : ["\(projectFolder)/\(trimmed)"]) {
      if let study = try? StudyDirectory(path: path) {
        self = .study(study)
        return
      }
      if let run = try? RunDirectory(path: path) {
        self = .run(run)
        return
      }
    }
    self = .run(try ModelArgument(text: word).run(in: projectFolder))
  }

  /// Its folder.
  package var path: String {
    switch self {
    case .run(let run): run.path
    case .study(let study): study.path
    }
  }

  /// What the report says about it.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  package func part(prefix: String) throws(RunDirectoryError) -> ReportPart {
    switch self {
    case .run(let run): try RunFindings(reading: run).reportPart(prefix: prefix)
    case .study(let study): try StudyFindings(reading: study).reportPart(prefix: prefix)
    }
  }
}
