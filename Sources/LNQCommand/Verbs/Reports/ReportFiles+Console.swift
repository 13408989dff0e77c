import LNQReport
import LNQStudies
import LNQToolchain

extension ReportFiles {
  /// Writes a report with the tools of this invocation; standard error says why it has no charts.
  func write(_ document: ReportDocument, _ invocation: Invocation) throws -> WrittenReport {
    let written = try write(document, tools: ToolSearch(environment: invocation.environment))
    if let reason = written.noCharts { invocation.console.err(reason + "\n") }
    return written
  }
}

extension StudyReport {
  /// Writes the report of a study in the same way.
  static func write(
    _ study: StudyDirectory, additions: [ReportSection] = [], _ invocation: Invocation
  ) throws -> WrittenReport {
    let written = try write(study, additions: additions, tools: ToolSearch(environment: invocation.environment))
    if let reason = written.noCharts { invocation.console.err(reason + "\n") }
    return written
  }
}
