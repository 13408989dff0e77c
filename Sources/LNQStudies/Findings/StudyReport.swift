import LNQReport
import LNQToolchain

/// The report of a study, `report.html` and `report.md` in its folder: what `lnq sweep` and `lnq search` end with.
package enum StudyReport {
  /// Writes it anew from the files of the study.
  ///
  /// Of a study whose trials did not change, every byte is the same again but for those in `<section class="times">`.
  /// - Parameters:
  ///   - additions: sections of the caller's, before the trials that are missing. Their figures need names that begin with
  ///     `additional-`.
  /// - Throws: `RunDirectoryError.damaged` for a damaged `study.json`, `.cannotWrite`.
  package static func write(
    _ study: StudyDirectory, additions: [ReportSection] = [], tools: ToolSearch
  ) throws(RunDirectoryError) -> WrittenReport {
    let findings = try StudyFindings(reading: study)
    let document = ReportPart.document([findings.reportPart(prefix: "", additions: additions)])
    return try ReportFiles(htmlPath: study.reportPath).write(document, tools: tools)
  }
}
