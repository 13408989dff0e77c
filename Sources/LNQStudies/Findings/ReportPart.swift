import LNQReport

/// What a report says about one run or one study.
package struct ReportPart {
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
  package static func document(_ parts: [ReportPart]) -> ReportDocument {
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
