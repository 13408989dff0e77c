import Foundation
import LNQReport

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
  package func report(prefix: String) throws(RunDirectoryError) -> SubjectReport {
    switch self {
    case .run(let run): try RunFindings(reading: run).subjectReport(prefix: prefix)
    case .study(let study): try StudyFindings(reading: study).subjectReport(prefix: prefix)
    }
  }
}

/// What a report says about one run or one study.
package struct SubjectReport {
  /// The run or study.
  let title: String
  /// One line about it.
  let subtitle: String
  /// Everything that is the same when the same is done again.
  let sections: [ReportSection]
  /// Everything else.
  package let times: [ReportBlock]

  /// The document of these parts. A single one is the document; of several, each is a section, and the times of all stand at
  /// the end.
  package static func document(_ parts: [SubjectReport]) -> ReportDocument {
    if let part = parts.first, parts.count == 1 {
      return ReportDocument(
        title: part.title, subtitle: part.subtitle,
        sections: part.sections + [ReportSection("Times", kind: .times, blocks: part.times)])
    }
    let times = ReportSection(
      "Times", kind: .times, blocks: [], sections: parts.map { ReportSection($0.title, blocks: $0.times) })
    return ReportDocument(
      title: "Report of \(parts.count) runs and studies",
      sections: parts.map {
        ReportSection($0.title, blocks: [.paragraph($0.subtitle)], sections: $0.sections)
      } + [times])
  }
}
