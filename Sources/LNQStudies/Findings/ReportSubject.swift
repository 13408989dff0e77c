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

  /// What is known of it; of a study the tables for other programs are written too.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  func findings() throws(RunDirectoryError) -> Findings {
    switch self {
    case .run(let run): return .run(try RunFindings(reading: run))
    case .study(let study):
      let findings = try StudyFindings(reading: study)
      try findings.writeData(into: study)
      return .study(findings)
    }
  }

  /// What is known of a run or of a study.
  enum Findings {
    case run(RunFindings)
    case study(StudyFindings)

    func report(prefix: String) -> SubjectReport {
      switch self {
      case .run(let run): run.subjectReport(prefix: prefix)
      case .study(let study): study.subjectReport(prefix: prefix, additions: study.searchSections(prefix: prefix))
      }
    }
  }

  /// The report of subjects: of several, what the runs among them have in common and what they do not comes first.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  package static func document(of subjects: [ReportSubject]) throws(RunDirectoryError) -> ReportDocument {
    var findings: [Findings] = []
    for subject in subjects { findings.append(try subject.findings()) }
    let runs = findings.compactMap { if case .run(let run) = $0 { run } else { nil } }
    let parts = findings.enumerated().map { index, subject in
      subject.report(prefix: findings.count == 1 ? "" : "part-\(index + 1)-")
    }
    return SubjectReport.document(parts, overview: RunOverview(runs: runs))
  }
}

/// What a report says about one run or one study.
package struct SubjectReport {
  /// The name of its folder.
  let name: String
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
  ///
  /// - Parameter overview: what several begin with.
  package static func document(_ parts: [SubjectReport]) -> ReportDocument {
    document(parts, overview: RunOverview(runs: []))
  }

  static func document(_ parts: [SubjectReport], overview: RunOverview) -> ReportDocument {
    if let part = parts.first, parts.count == 1 {
      return ReportDocument(
        title: part.title, subtitle: part.subtitle,
        sections: part.sections + [ReportSection("Times", kind: .times, blocks: part.times)])
    }
    let times = ReportSection(
      "Times", kind: .times, blocks: overview.timeTable.map { [.table($0)] } ?? [],
      sections: parts.map { ReportSection($0.name, blocks: $0.times) })
    return ReportDocument(
      title: "Report of \(parts.count) \(overview.runs.count == parts.count ? "runs" : "runs and studies")",
      sections: (overview.section(prefix: "all-").map { [$0] } ?? [])
        + parts.map {
          ReportSection("\($0.name): \($0.title)", blocks: [.paragraph($0.subtitle)], sections: $0.sections)
        } + [times])
  }
}
